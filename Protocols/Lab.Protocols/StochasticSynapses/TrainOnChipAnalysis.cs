using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Protocols.StochasticSynapses;

/// <summary>Results of a <see cref="TrainOnChipExperiment"/>.</summary>
/// <param name="settings">The settings.</param>
/// <param name="data">The points.</param>
internal sealed class TrainOnChipAnalysis(TrainOnChipSettings settings, IRunData data)
{
    private readonly double[] phases = data.Numbers(TrainOnChipExperiment.PhaseColumn.Name);

    public Analysis Analyse()
    {
        double[] before = Of(TrainOnChipExperiment.AccuracyColumn, TrainOnChipExperiment.BeforePhase);
        double[] after = Of(TrainOnChipExperiment.AccuracyColumn, TrainOnChipExperiment.AfterPhase);
        double[] gains = [.. after.Zip(before, (trained, untrained) => trained - untrained)];
        double loops = data.Numbers(TrainOnChipExperiment.LoopsColumn.Name).Sum();
        double shots = data.Numbers(TrainOnChipExperiment.ShotsColumn.Name).Sum();
        return new Analysis
        {
            Conclusion = new Conclusion(
                "On the wire {accuracy_before} of the classes were named before the steps in the loop and {accuracy_after} after "
                    + "them, a gain of {gain}.",
                "More steps and images tell more: `lab run stochastic-train-on-chip --steps 100 --set test_images=100`.")
            {
                Trust = "A gain counts where it is well above its standard error. {repeated_share} of the loops were repeated.",
            },
            Results =
            [
                Share("accuracy_before", before, "Share of the test images whose class was named on the wire, as the model "
                    + "alone had trained the network."),
                Share("accuracy_after", after, "The same after the steps with the wire in the loop."),
                new(
                    "gain", gains.Mean(), string.Empty,
                    gains.Length > 1 ? gains.StandardDeviation() / Math.Sqrt(gains.Length) : null,
                    "Difference of both; ± its standard error over the images."),
                new("shots", shots, string.Empty, Uncertainty: null, "Shots that were read.") { Digits = 6 },
                new(
                    "repeated_share", (loops - shots) / loops, string.Empty, Uncertainty: null,
                    "Share of the loops that could not be trusted and were repeated."),
                new(
                    "bench_time", loops / settings.LoopFrequency.Hertz, "s", Uncertainty: null,
                    "Time of all loops, without what comes between them.") { Digits = 3 },
                new(
                    "largest_miss", data.Numbers(TrainOnChipExperiment.MissColumn.Name).Max(), "T", Uncertainty: null,
                    "Largest difference of the field at a pulse from the wanted one, of the loops that count."),
            ],
            Figures = [Draw()],
        };
    }

    private static ResultValue Share(string name, double[] correct, string description)
    {
        // Laplace's rule keeps the uncertainty above zero where every or no image was told.
        double likely = (correct.Sum() + 1) / (correct.Length + 2);
        return new ResultValue(
            name, correct.Mean(), string.Empty, Math.Sqrt(likely * (1 - likely) / correct.Length),
            $"{description} ± its standard error over {correct.Length} images.");
    }

    private double[] Of(Column column, int phase)
    {
        double[] all = data.Numbers(column.Name);
        return [.. Enumerable.Range(0, phases.Length).Where(point => phases[point] == phase).Select(point => all[point])];
    }

    private Figure Draw()
    {
        double[] losses = Of(TrainOnChipExperiment.LossColumn, TrainOnChipExperiment.StepPhase);
        double[] steps = [.. Enumerable.Range(1, losses.Length).Select(step => (double)step)];
        return new Figure(
            "Learning in the loop", "step",
            [
                new FigurePanel(
                    "loss (nats)", [new FigureSeries("measured outputs", steps, losses, SeriesStyle.Points, 0)]),
                new FigurePanel(
                    "images told (%)",
                    [
                        new FigureSeries(
                            "measured outputs", steps,
                            [
                                .. Of(TrainOnChipExperiment.AccuracyColumn, TrainOnChipExperiment.StepPhase)
                                    .Select(share => 100 * share),
                            ],
                            SeriesStyle.Points, 1),
                    ]),
            ],
            "Of the images of each step, before it.");
    }
}
