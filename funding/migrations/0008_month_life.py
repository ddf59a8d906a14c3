from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("funding", "0007_books_only_grow")]
    operations = []
