using Lab.Models.Reservoirs;
using Lab.Runs.Records;

namespace Lab.Studies.Reservoirs;

/// <summary>The states of all nodes at a centre frequency, as a point of the record, from a model or a bench.</summary>
/// <param name="MaskIndex">Which mask.</param>
/// <param name="CentreHertz">The centre frequency.</param>
/// <param name="NeedsMemory">Whether sines and squares have the same window.</param>
/// <param name="Sequence">The waves.</param>
/// <param name="Mask">The weights of the mask.</param>
/// <param name="States">The states, shape [feature][step · node].</param>
internal sealed record WaveRecord(
    int MaskIndex, double CentreHertz, bool NeedsMemory, WaveSequence Sequence, Mask Mask, double[][] States)
{
    private static readonly Column MaskColumn = new("mask", "", "Which mask, from 0.") { IsAxis = true };
    private static readonly Column CentreColumn = new("centre", "Hz", "Centre frequency of the drive.") { IsAxis = true };
    private static readonly Column MemoryColumn = new(
        "needs_memory", "", "0: windows of their own, 1: sines and squares share the values of their peaks.")
    { IsAxis = true };

    private static readonly Column OffsetColumn = new(
        "offset", "Hz", "The points of the waves, as an offset of the drive's frequency, without the mask.", ColumnKind.Array);
    private static readonly Column SquareColumn = new(
        "is_square", "", "1 where the point belongs to a square.", ColumnKind.Array);
    private static readonly Column WeightsColumn = new("weights", "", "The weights of the mask.", ColumnKind.Array);

    private static readonly Column[] StateColumns =
    [
        new("phase", "rad", "Phase of each node against the drive, from that in the middle of the range on.", ColumnKind.Array),
        new("frequency", "", "Frequency of each node in units of the oscillator's own.", ColumnKind.Array),
        new("amplitude", "", "Amplitude of each node, on a model √p, on a bench in V.", ColumnKind.Array),
    ];

    /// <summary>The columns.</summary>
    public static IReadOnlyList<Column> Columns { get; } =
        [MaskColumn, CentreColumn, MemoryColumn, OffsetColumn, SquareColumn, WeightsColumn, .. StateColumns];

    /// <summary>Reads a point.</summary>
    /// <param name="data">The record.</param>
    /// <param name="index">The point, from 0.</param>
    public static WaveRecord Read(IRunData data, int index) => new(
        (int)data.Numbers(MaskColumn.Name)[index],
        data.Numbers(CentreColumn.Name)[index],
        data.Numbers(MemoryColumn.Name)[index] == 1,
        new WaveSequence(
            ArrayOf(data, OffsetColumn, index), [.. ArrayOf(data, SquareColumn, index).Select(isSquare => isSquare == 1)]),
        new Mask(ArrayOf(data, WeightsColumn, index)),
        [.. StateColumns.Select(column => ArrayOf(data, column, index))]);

    /// <summary>Fills the row of a point.</summary>
    /// <param name="row">The row.</param>
    public void Fill(Row row)
    {
        row.Set(MaskColumn, MaskIndex);
        row.Set(CentreColumn, CentreHertz);
        row.Set(MemoryColumn, NeedsMemory ? 1 : 0);
        row.Set(OffsetColumn, [.. Sequence.Hertz]);
        row.Set(SquareColumn, [.. Sequence.AreSquares.Select(isSquare => isSquare ? 1.0 : 0.0)]);
        row.Set(WeightsColumn, [.. Mask.Weights]);
        for (int feature = 0; feature < StateColumns.Length; feature++)
        {
            row.Set(StateColumns[feature], States[feature]);
        }
    }

    private static double[] ArrayOf(IRunData data, Column column, int index)
    {
        double[] values = new double[data.LengthOf(column.Name, index)];
        data.ReadArray(column.Name, index, values);
        return values;
    }
}
