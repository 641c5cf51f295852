using Parquet;
using Parquet.Schema;

namespace Lab.Runs.Exports;

/// <summary>A number a row.</summary>
/// <param name="taken">The names before it, to which its own is added.</param>
/// <param name="name">The name in the record.</param>
/// <param name="values">The numbers of all rows.</param>
internal sealed class ParquetNumbers<T>(ISet<string> taken, string name, T[] values) : ParquetColumn
    where T : unmanaged
{
    private readonly DataField<T> place = new(ExportedName.InDataset(name, taken));

    public override Field Field => place;

    public override int ElementsAt(int row) => 1;

    public override Task WriteAsync(ParquetRowGroupWriter group, int start, int rows, CancellationToken cancellationToken) =>
        group.WriteAsync<T>(place, values.AsMemory(start, rows), cancellationToken: cancellationToken);
}
