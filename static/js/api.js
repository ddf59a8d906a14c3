// Draws the OpenAPI document; a call that changes something carries the session's CSRF token.
"use strict";

const place = document.getElementById("swagger-ui");

// Swagger UI's own layout has a second <main> and headings that skip a level.
const portal = (system) => ({
  components: {
    PortalLayout: ({ getComponent, specSelectors }) => {
      const draw = system.React.createElement;
      const status = specSelectors.loadingStatus();
      if (status === "failed") return draw("p", null, "The OpenAPI document cannot be read.");
      if (status !== "success") return draw("p", null, "Reading the OpenAPI document.");
      return draw(
        "div",
        { className: "swagger-ui" },
        draw(getComponent("SvgAssets")),
        draw(getComponent("AuthorizeBtnContainer", true)),
        draw(getComponent("operations", true)),
      );
    },
  },
});

SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  plugins: [portal],
  layout: "PortalLayout",
  deepLinking: false,
  syntaxHighlight: { activated: false },
  requestInterceptor: (request) => {
    if (request.method && request.method.toUpperCase() !== "GET") {
      request.headers["X-CSRFToken"] = place.dataset.csrf;
    }
    return request;
  },
});
