namespace Lab.Runs.Exports;

/// <summary>A form in which the points of a run are handed to other programs.</summary>
public enum ExportFormat
{
    /// <summary>HDF5 with named dimensions, coordinates and units, as netCDF-4 has them; xarray opens it with its engine
    /// h5netcdf.</summary>
    Hdf5,

    /// <summary>Apache Parquet, for pandas, Polars, DuckDB and the like.</summary>
    Parquet,

    /// <summary>Comma-separated values.</summary>
    Csv,

    /// <summary>An archive of NumPy.</summary>
    Npz,
}
