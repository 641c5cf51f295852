using Lab.Runs.Records;
using Parquet;
using Parquet.Schema;

namespace Lab.Runs.Exports;

/// <summary>A list of elements a row.</summary>
/// <param name="taken">The names before it, to which its own is added.</param>
/// <param name="name">The name in the record.</param>
/// <param name="elementName">The name of an element in the schema.</param>
/// <param name="data">The points.</param>
/// <param name="read">Reads the array of a point.</param>
internal sealed class ParquetArrays<T>(
    ISet<string> taken, string name, string elementName, IRunData data, ParquetArrays<T>.Reader read) : ParquetColumn
    where T : unmanaged
{
    // Dremel's levels: a list that is there but empty, and one with an element.
    private const int EmptyList = 1;
    private const int WithElement = 2;

    private readonly ListField place = new(ExportedName.InDataset(name, taken), new DataField<T>(elementName));

    /// <summary>Reads the array of a point of a column into a buffer, and gives its length.</summary>
    public delegate int Reader(string column, int index, Span<T> elements);

    public override Field Field => place;

    public override int ElementsAt(int row) => Math.Max(1, data.LengthOf(name, row));

    public override Task WriteAsync(ParquetRowGroupWriter group, int start, int rows, CancellationToken cancellationToken)
    {
        int[] lengths = [.. Enumerable.Range(start, rows).Select(row => data.LengthOf(name, row))];
        var elements = new T[lengths.Sum()];
        var definitions = new int[lengths.Sum(length => Math.Max(1, length))];
        var repetitions = new int[definitions.Length];
        Array.Fill(definitions, WithElement);
        Array.Fill(repetitions, 1);
        (int element, int level) = (0, 0);
        for (int i = 0; i < rows; i++)
        {
            repetitions[level] = 0;
            if (lengths[i] == 0)
            {
                definitions[level] = EmptyList;
            }

            read(name, start + i, elements.AsSpan(element, lengths[i]));
            element += lengths[i];
            level += Math.Max(1, lengths[i]);
        }

        return group.WriteAllPartsAsync<T>((DataField)place.Item, elements, definitions, repetitions, cancellationToken);
    }
}
