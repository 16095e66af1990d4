"""Many plans as Parquet files that engines read, and their figures added up there exactly."""

from .querying import Dataset, StoredFigures, open_dataset
from .writing import write_dataset

__all__ = ["Dataset", "StoredFigures", "open_dataset", "write_dataset"]
