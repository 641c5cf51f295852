using System.Globalization;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Runs.Engine;

/// <summary>Analyses what a run has measured: all of it, or, where it ended early, the part that was complete.</summary>
public static class RunAnalysis
{
    /// <summary>Analyses the points of a run.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="data">Its points.</param>
    /// <returns>The analysis; of a run that ended early with a plot of the points and a warning that says what of them the
    /// results are from.</returns>
    /// <exception cref="RunException">The record has a gap.</exception>
    public static Analysis Of(IExperiment experiment, IRunData data)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(data);
        if (data.Count > 0 && (data.Points[0] != 0 || data.Points[^1] != data.Count - 1))
        {
            throw new RunException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The record has {data.Count} points with the numbers {data.Points[0]} to {data.Points[^1]}: some are "
                        + $"missing, and the others are not analysed as if they were all. ")
                + "'lab runs export' gives those that are there.");
        }

        var steady = SteadyTime.Of(data);
        IReadOnlyList<string> doubts = steady.StepBack is { } point
            ? [
                .. data.Warnings,
                $"Bench time goes back at point {point}: the computer's clock was set back when the run was resumed. The "
                    + "analysis takes the time there as standing still."
            ]
            : data.Warnings;
        Analysis analysis = data.Count >= experiment.PointCount || (experiment.IsOpenEnded && data.Count > 0)
            ? experiment.Analyse(steady)
            : OfPart(experiment, steady);
        return analysis with { Warnings = [.. analysis.Warnings, .. doubts] };
    }

    private static Analysis OfPart(IExperiment experiment, SteadyTime data)
    {
        if (data.Count == 0)
        {
            return new Analysis();
        }

        Figure[] figures = [.. MeasuredPointsFigure.Of(data)];
        if (experiment.FindCompletePart(data.Count) is not { } part)
        {
            return new Analysis
            {
                Figures = figures,
                Warnings =
                [
                    $"The run ended after {data.Count} of {experiment.PointCount} points, which are plotted; nothing of it is "
                        + "complete enough for results."
                ],
            };
        }

        Analysis analysis = part.Analyse(data.First(part.PointCount));
        return analysis with
        {
            Figures = [.. analysis.Figures, .. figures],
            Calibrations = [], // part of an experiment calibrates nothing
            Conclusion = analysis.Conclusion is { } conclusion
                ? conclusion with
                {
                    Trust = "These are the results of a part of the plan.",
                    Next = "Take the run up to its end: `lab resume RUN`.",
                }
                : null,
            Warnings =
            [
                $"Partial: the run ended after {data.Count} of {experiment.PointCount} points, and the results are those of the "
                    + $"first {part.PointCount}, which are complete in themselves.",
                .. analysis.Warnings,
                .. analysis.Failure is { } failure ? [failure] : Array.Empty<string>(),
            ],
            Failure = null,
        };
    }
}
