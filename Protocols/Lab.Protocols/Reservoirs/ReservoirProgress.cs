using Lab.Runs.Records;
using Lab.Studies.Reservoirs;

namespace Lab.Protocols.Reservoirs;

/// <summary>What a run has learned from its blocks so far: the scale of the states, and the states of the masks and inputs that
/// are under way, which the feedback and the answers need.</summary>
internal sealed class ReservoirProgress
{
    private readonly Dictionary<(int Mask, ReservoirInputKind Input), SortedDictionary<int, double[]>> states = [];

    /// <summary>The scale; <see langword="null"/> before the first block.</summary>
    public ReservoirScale? Scale { get; set; }

    /// <summary>Learns from the blocks of a record.</summary>
    /// <param name="data">The record; <see langword="null"/> for none.</param>
    /// <param name="steps">Steps of a mask and an input; those that are measured to the end are forgotten.</param>
    public static ReservoirProgress Of(IRunData? data, int steps)
    {
        var progress = new ReservoirProgress();
        if (data is not { Count: > 0 })
        {
            return progress;
        }

        progress.Scale = new ReservoirScale(
            data.Numbers(ReservoirExperiment.MeanColumn.Name)[0], data.Numbers(ReservoirExperiment.DeviationColumn.Name)[0],
            data.Numbers(ReservoirExperiment.MiddleColumn.Name)[0]);
        for (int index = 0; index < data.Count; index++)
        {
            var block = ReservoirBlock.Read(data, index);
            progress.Add(block);
            if (block.FirstStep + block.Task.Input.Length >= steps)
            {
                progress.Forget(block.MaskIndex, block.Input);
            }
        }

        return progress;
    }

    /// <summary>Adds a block.</summary>
    /// <param name="block">The block.</param>
    public void Add(ReservoirBlock block)
    {
        if (!states.TryGetValue((block.MaskIndex, block.Input), out SortedDictionary<int, double[]>? blocks))
        {
            states[(block.MaskIndex, block.Input)] = blocks = [];
        }

        blocks[block.FirstStep] = block.States;
    }

    /// <summary>Forgets a mask and an input that are measured to the end.</summary>
    /// <param name="mask">Which mask.</param>
    /// <param name="input">Which input.</param>
    public void Forget(int mask, ReservoirInputKind input) => states.Remove((mask, input));

    /// <summary>The states of all steps before one.</summary>
    /// <param name="mask">Which mask.</param>
    /// <param name="input">Which input.</param>
    /// <param name="step">The step.</param>
    /// <returns>Shape [step · state].</returns>
    public double[] Before(int mask, ReservoirInputKind input, int step) =>
        states.TryGetValue((mask, input), out SortedDictionary<int, double[]>? blocks)
            ? [.. blocks.Where(block => block.Key < step).SelectMany(block => block.Value)]
            : [];
}
