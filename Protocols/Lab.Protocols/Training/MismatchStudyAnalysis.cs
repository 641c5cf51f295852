using Lab.Models.HardwareInTheLoop;
using Lab.Protocols.Fields;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;
using static Lab.Protocols.Training.SchemeNames;

namespace Lab.Protocols.Training;

/// <summary>Accuracy against the fault of the model, for each scheme.</summary>
internal sealed class MismatchStudyAnalysis(MismatchStudySettings settings, IRunData data)
{
    private readonly IReadOnlyList<TrainingPlan> plan = MismatchStudyProtocol.Plan(settings);

    /// <summary>Compares the schemes.</summary>
    public Analysis Conclude()
    {
        var record = new TrainingRecord(data);
        double[] accuracy = [.. plan.Select((_, index) => record.Accuracy[record.TestOf(index)])];
        double[] mismatches = [.. plan.Select(training => training.Mismatch).Distinct()];
        return new Analysis
        {
            Results =
            [
                .. from scheme in MismatchStudyProtocol.Schemes
                   from mismatch in mismatches
                   let values = Of(accuracy, scheme, mismatch)
                   select new ResultValue(
                       $"{NameOf(scheme).Replace(' ', '_')}_{100 * mismatch:0}",
                       values.Mean(),
                       string.Empty,
                       values.StandardDeviation() / Math.Sqrt(values.Length),
                       $"Mean accuracy on samples that training never saw, {NameOf(scheme)}, the model wrong by {mismatch:P0}."),
                .. new RecordedField(settings.Field, slope: null, data).Results,
            ],
            Figures = [Draw(accuracy, mismatches)],
            Tables = [Tabulate(accuracy, mismatches)],
        };
    }

    private double[] Of(double[] accuracy, TrainingScheme scheme, double mismatch) =>
        [.. accuracy.Where((_, index) => plan[index].Scheme == scheme && plan[index].Mismatch == mismatch)];

    private Figure Draw(double[] accuracy, double[] mismatches) => new(
        "Accuracy against the fault of the model",
        "fault of the model (%)",
        [
            new FigurePanel("accuracy (%)",
            [
                .. MismatchStudyProtocol.Schemes.SelectMany((scheme, color) => (FigureSeries[])
                [
                    new(
                        NameOf(scheme),
                        [.. mismatches.Select(mismatch => 100 * mismatch)],
                        [.. mismatches.Select(mismatch => 100 * Of(accuracy, scheme, mismatch).Mean())],
                        SeriesStyle.Points,
                        color,
                        [.. mismatches.Select(mismatch => 100 * Of(accuracy, scheme, mismatch).StandardDeviation())]),
                    new($"{NameOf(scheme)}, mean", [.. mismatches.Select(mismatch => 100 * mismatch)], [.. mismatches.Select(mismatch => 100 * Of(accuracy, scheme, mismatch).Mean())], SeriesStyle.Line, color),
                ]),
            ]),
        ],
        $"Mean and standard deviation of {settings.Replicates} trainings. The model is wrong in sensitivity, width, tuning and place of the resonances at once, with signs drawn for each training.");

    private ResultTable Tabulate(double[] accuracy, double[] mismatches) => new(
        "Accuracy (%), mean ± standard deviation (least)",
        ["fault of the model", .. MismatchStudyProtocol.Schemes.Select(NameOf)],
        [
            .. mismatches.Select(mismatch => (IReadOnlyList<string>)
            [
                $"{100 * mismatch:0} %",
                .. MismatchStudyProtocol.Schemes.Select(scheme => Of(accuracy, scheme, mismatch)).Select(values =>
                    $"{100 * values.Mean():0.0} ± {100 * values.StandardDeviation():0.0} ({100 * values.Min():0.0})"),
            ]),
        ]);
}
