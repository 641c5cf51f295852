using Parquet;
using Parquet.Schema;

namespace Lab.Runs.Exports;

/// <summary>A column of a Parquet file, written group by group.</summary>
internal abstract class ParquetColumn
{
    /// <summary>Its name in the file.</summary>
    public string Name => Field.Name;

    /// <summary>Its place in the schema.</summary>
    public abstract Field Field { get; }

    /// <summary>How many elements a row has.</summary>
    public abstract int ElementsAt(int row);

    /// <summary>Writes some rows.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, int start, int rows, CancellationToken cancellationToken);
}
