using Lab.Models.Reservoirs;
using Lab.Runs.Records;
using Lab.Studies.Reservoirs;

namespace Lab.Protocols.Reservoirs;

/// <summary>Steps of a mask and an input that met, one after the other, as a point of the record.</summary>
/// <param name="Input">The input's kind.</param>
/// <param name="MaskIndex">Which mask.</param>
/// <param name="FirstStep">The first of its steps.</param>
/// <param name="Mask">The weights of the mask.</param>
/// <param name="Task">Inputs and targets of its steps.</param>
/// <param name="States">The states, shape [step · state].</param>
internal sealed record ReservoirBlock(
    ReservoirInputKind Input, int MaskIndex, int FirstStep, Mask Mask, ReservoirTask Task, double[] States)
{
    private static readonly Column MaskColumn = new("mask", "", "Which mask, from 0.") { IsAxis = true };
    private static readonly Column InputKindColumn = new(
        "input_kind", "", "The input: 0 evenly spread, 1 bits, 2 the series of Mackey and Glass, 3 that of a file.")
    {
        IsAxis = true
    };

    private static readonly Column StepColumn = new("first_step", "", "The first step of the block, from 0.") { IsAxis = true };
    private static readonly Column WeightsColumn = new("weights", "", "The weights of the mask.", ColumnKind.Array);
    private static readonly Column InputColumn = new("input", "", "The input of each step, from -1 to 1.", ColumnKind.Array);
    private static readonly Column TargetColumn = new(
        "target", "", "The target of each step: NARMA-10, the parity of two bits, the series ahead, or that of the file.",
        ColumnKind.Array);
    private static readonly Column StatesColumn = new(
        "states", "", "The states, step after step, in the SI unit of what is read.", ColumnKind.Array)
    { Form = new ArrayForm(ElementType.Float32) };

    /// <summary>The columns.</summary>
    public static IReadOnlyList<Column> Columns { get; } =
        [MaskColumn, InputKindColumn, StepColumn, WeightsColumn, InputColumn, TargetColumn, StatesColumn];

    /// <summary>Joins the blocks of a record to whole meetings of masks and inputs.</summary>
    /// <param name="data">The record; its blocks in the order of their steps.</param>
    public static IReadOnlyList<ReservoirRecord> Join(IRunData data) =>
    [
        .. Enumerable.Range(0, data.Count).Select(index => Read(data, index)).GroupBy(block => (block.MaskIndex, block.Input))
            .Select(meeting => new ReservoirRecord(
                meeting.Key.Input, meeting.Key.MaskIndex, meeting.First().Mask,
                new ReservoirTask(
                    [.. meeting.SelectMany(block => block.Task.Input)], [.. meeting.SelectMany(block => block.Task.Targets)]),
                [.. meeting.SelectMany(block => block.States)])),
    ];

    /// <summary>Reads a point.</summary>
    /// <param name="data">The record.</param>
    /// <param name="index">The point, from 0.</param>
    public static ReservoirBlock Read(IRunData data, int index) => new(
        (ReservoirInputKind)(int)data.Numbers(InputKindColumn.Name)[index],
        (int)data.Numbers(MaskColumn.Name)[index],
        (int)data.Numbers(StepColumn.Name)[index],
        new Mask(ArrayOf(data, WeightsColumn, index)),
        new ReservoirTask(ArrayOf(data, InputColumn, index), ArrayOf(data, TargetColumn, index)),
        ArrayOf(data, StatesColumn, index));

    /// <summary>Fills the row of a point.</summary>
    /// <param name="row">The row.</param>
    public void Fill(Row row)
    {
        row.Set(MaskColumn, MaskIndex);
        row.Set(InputKindColumn, (int)Input);
        row.Set(StepColumn, FirstStep);
        row.Set(WeightsColumn, [.. Mask.Weights]);
        row.Set(InputColumn, Task.Input);
        row.Set(TargetColumn, Task.Targets);
        row.SetElements(StatesColumn, Array.ConvertAll(States, state => (float)state));
    }

    private static double[] ArrayOf(IRunData data, Column column, int index)
    {
        double[] values = new double[data.LengthOf(column.Name, index)];
        data.ReadArray(column.Name, index, values);
        return values;
    }
}
