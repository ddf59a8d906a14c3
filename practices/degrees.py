"""Places in degrees (WGS 84), and whether one can be in England."""

SOUTH, NORTH = 49.8, 55.9
WEST, EAST = -6.5, 1.9
SWAPPED = "Latitude and longitude are swapped. The latitude of England is between 50 and 56."
OUTSIDE = (
    "Is outside England, whose latitude is between 49.8 and 55.9 and longitude between "
    "-6.5 and 1.9. Check both figures."
)


def in_england(latitude: float, longitude: float) -> bool:
    """Whether a place lies in the rectangle around England and its islands."""
    return SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST


def misplaced(latitude: float, longitude: float) -> str:
    """What is wrong with a place, in a sentence that says what to do; nothing if all is well."""
    if in_england(latitude, longitude):
        return ""
    return SWAPPED if in_england(longitude, latitude) else OUTSIDE
