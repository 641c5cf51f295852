using Lab.Models.Reservoirs;
using Lab.Runs.Records;

namespace Lab.Studies.Reservoirs;

/// <summary>A mask and an input that met, as a point of the record, from a model or a bench.</summary>
/// <param name="Input">The input's kind.</param>
/// <param name="MaskIndex">Which mask.</param>
/// <param name="Mask">Its weights.</param>
/// <param name="Task">The input, and the target.</param>
/// <param name="States">The states, shape [step · state].</param>
internal sealed record ReservoirRecord(
    ReservoirInputKind Input, int MaskIndex, Mask Mask, ReservoirTask Task, double[] States)
{
    private static readonly Column MaskColumn = new("mask", "", "Which mask, from 0.") { IsAxis = true };
    private static readonly Column InputKindColumn = new(
        "input_kind", "", "The input: 0 evenly spread, 1 bits, 2 the series of Mackey and Glass, 3 that of a file.")
    {
        IsAxis = true
    };

    private static readonly Column WeightsColumn = new("weights", "", "The weights of the mask.", ColumnKind.Array);
    private static readonly Column InputColumn = new("input", "", "The input of each step, from -1 to 1.", ColumnKind.Array);
    private static readonly Column TargetColumn = new(
        "target", "", "The target of each step: NARMA-10, the parity of two bits, the series ahead, or that of the file.",
        ColumnKind.Array);
    private static readonly Column AnswersColumn = new(
        "answers", "", "The answers of the read-out of the run's settings to each step; the last ones were not trained on.",
        ColumnKind.Array);
    private static readonly Column StatesColumn = new(
        "states", "", "The states, step after step.", ColumnKind.Array)
    { Form = new ArrayForm(ElementType.Float32) };

    /// <summary>The columns.</summary>
    public static IReadOnlyList<Column> Columns { get; } =
        [MaskColumn, InputKindColumn, WeightsColumn, InputColumn, TargetColumn, AnswersColumn, StatesColumn];

    /// <summary>Reads a point.</summary>
    /// <param name="data">The record.</param>
    /// <param name="index">The point, from 0.</param>
    public static ReservoirRecord Read(IRunData data, int index) => new(
        (ReservoirInputKind)(int)data.Numbers(InputKindColumn.Name)[index],
        (int)data.Numbers(MaskColumn.Name)[index],
        new Mask(ArrayOf(data, WeightsColumn, index)),
        new ReservoirTask(ArrayOf(data, InputColumn, index), ArrayOf(data, TargetColumn, index)),
        ArrayOf(data, StatesColumn, index));

    /// <summary>Fills the row of a point.</summary>
    /// <param name="row">The row.</param>
    /// <param name="trial">The trial by whose read-out the answers are given.</param>
    public void Fill(Row row, ReservoirTrial trial)
    {
        row.Set(MaskColumn, MaskIndex);
        row.Set(InputKindColumn, (int)Input);
        row.Set(WeightsColumn, [.. Mask.Weights]);
        row.Set(InputColumn, Task.Input);
        row.Set(TargetColumn, Task.Targets);
        row.Set(AnswersColumn, trial.Predict(States, Task.Targets));
        row.SetElements(StatesColumn, Array.ConvertAll(States, state => (float)state));
    }

    private static double[] ArrayOf(IRunData data, Column column, int index)
    {
        double[] values = new double[data.LengthOf(column.Name, index)];
        data.ReadArray(column.Name, index, values);
        return values;
    }
}
