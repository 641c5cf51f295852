using Lab.Models.Randomness;
using Lab.Models.SpinDiodes;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;

namespace Lab.Studies.Chains;

/// <summary>A variant of the chain a point; then a resonator at one of its frequencies a point, in motion.</summary>
/// <param name="settings">The settings.</param>
internal sealed class ChainStudy(ChainStudySettings settings) : IStudy
{
    internal static readonly Column ModelColumn = new(
        "part",
        "",
        "0: a variant of the chain, with the voltages of all combinations. 1: a resonator in motion, with its voltages under "
            + "all combinations of powers.");
    internal static readonly Column IndexColumn = new(
        "item", "", "Which variant, or which resonator times three plus which of its frequencies.");
    internal static readonly Column VoltageColumn = new(
        "voltage", "V", "Voltages with nonlinear resonators, or of the simulated motion.", ColumnKind.Array);
    internal static readonly Column ReferenceColumn = new(
        "linear_voltage", "V", "Voltages of the linear model; empty for the motion.", ColumnKind.Array);

    // All beats of the tones repeat after it: they are multiples of 0.2 MHz.
    private const double AverageSeconds = 5e-6;
    private const double SettleRelaxations = 12;
    private const double StepSeconds = 2e-9;

    public IReadOnlyList<Column> Columns => [ModelColumn, IndexColumn, VoltageColumn, ReferenceColumn];

    public int Threads => settings.Threads;

    public int ItemCount => FourResonators.All.Count + (settings.Phases > 0 ? FourResonators.Count * FourResonators.Choices : 0);

    public string Describe(int item, int point)
    {
        int motion = item - FourResonators.All.Count;
        return motion < 0
            ? $"6561 combinations, {FourResonators.All[item].Name}"
            : $"motion of resonator {(motion / FourResonators.Choices) + 1} of {FourResonators.Count} at frequency "
                + $"{(motion % FourResonators.Choices) + 1} of {FourResonators.Choices}";
    }

    public IStudyWork Begin(StudyContext context) => new Work(settings, context.Seed);

    public Analysis Analyse(IRunData data) => ChainStudyAnalysis.Of(settings, data);

    private sealed class Work(ChainStudySettings settings, ulong seed) : IStudyWork
    {
        public ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
        {
            int motion = item.Index - FourResonators.All.Count;
            (double[] voltages, double[] linear) = motion < 0
                ? FourResonators.All[item.Index].Compute(settings)
                : (Move(motion, item.Threads, cancellationToken), []);
            item.Add(row =>
            {
                row.Set(ModelColumn, motion < 0 ? 0 : 1);
                row.Set(IndexColumn, motion < 0 ? item.Index : motion);
                row.Set(VoltageColumn, voltages);
                row.Set(ReferenceColumn, linear);
            });
            return ValueTask.CompletedTask;
        }

        private double[] Move(int item, int threads, CancellationToken cancellationToken)
        {
            FourResonators variant = FourResonators.All[0];
            SpinDiode resonator = variant.Resonator(item / FourResonators.Choices, item % FourResonators.Choices, settings);
            double settle = SettleRelaxations / resonator.Linewidth.RadiansPerSecond;
            double[] voltages = new double[FourResonators.Combinations];
            Parallel.For(0, voltages.Length, new ParallelOptions
            {
                MaxDegreeOfParallelism = threads,
                CancellationToken = cancellationToken
            }, powers =>
            {
                var random = RandomStream.For(seed, "chain/phases", (ulong)((item * FourResonators.Combinations) + powers));
                var driven = new DrivenResonator(resonator, FourResonators.ToneHertz);
                double[] watts =
                [
                    .. Enumerable.Range(0, FourResonators.Count).Select(i => variant.Powers[FourResonators.ChoiceOf(powers, i)])
                ];
                double sum = 0;
                for (int repetition = 0; repetition < settings.Phases; repetition++)
                {
                    double[] phases = [.. Enumerable.Range(0, FourResonators.Count).Select(_ => Math.Tau * random.NextDouble())];
                    sum += driven.MeanVoltage(watts, phases, settle, AverageSeconds, StepSeconds);
                }

                voltages[powers] = sum / settings.Phases;
            });
            return voltages;
        }
    }
}
