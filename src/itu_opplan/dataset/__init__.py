"""Many plans as Parquet files that engines read, and their figures added up there exactly."""

from .querying import Dataset, StoredFigures

__all__ = ["Dataset", "StoredFigures"]
