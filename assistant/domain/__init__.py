"""The words of the field as frozen types: no files, no clock, no network, no model."""
