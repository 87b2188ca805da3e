"""READ whole: a generation → a data package that a researcher takes home."""

NAME = "datapackage.json"
SUMS = "SHA256SUMS"
