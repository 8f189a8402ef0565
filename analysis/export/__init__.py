"""A run in the formats of others: GeoJSON, KML, ORBAT Mapper, CSV."""
