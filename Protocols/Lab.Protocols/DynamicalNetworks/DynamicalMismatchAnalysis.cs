using Lab.Models.HardwareInTheLoop;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;
using static Lab.Protocols.Training.SchemeNames;

namespace Lab.Protocols.DynamicalNetworks;

/// <summary>Accuracy against the spread of the neurons, for each scheme.</summary>
internal static class DynamicalMismatchAnalysis
{
    /// <summary>Compares the schemes.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="chips">The chips.</param>
    /// <param name="accuracy">Accuracy of each, shape [chip].</param>
    public static Analysis Of(DynamicalMismatchStudySettings settings, IReadOnlyList<ChipPlan> chips, double[] accuracy)
    {
        double[] spreads = [.. chips.Select(chip => chip.Mismatch).Distinct()];
        double[] Of(TrainingScheme scheme, double spread) => [.. accuracy.Where((_, i) => chips[i].Scheme == scheme && chips[i].Mismatch == spread)];
        IReadOnlyList<TrainingScheme> schemes = DynamicalMismatchStudyProtocol.Schemes;
        return new Analysis
        {
            Results =
            [
                .. from scheme in schemes
                   from spread in spreads
                   let values = Of(scheme, spread)
                   select new ResultValue(
                       $"{NameOf(scheme).Replace(' ', '_')}_{100 * spread:0}",
                       values.Mean(),
                       string.Empty,
                       values.StandardDeviation() / Math.Sqrt(values.Length),
                       $"Mean accuracy on digits that were never seen, {NameOf(scheme)}, spread {spread:P0}."),
            ],
            Figures =
            [
                new Figure(
                    "Accuracy against the spread of the neurons",
                    "spread (%)",
                    [
                        new FigurePanel("accuracy (%)",
                        [
                            .. schemes.SelectMany((scheme, color) => (FigureSeries[])
                            [
                                new(NameOf(scheme), [.. spreads.Select(spread => 100 * spread)], [.. spreads.Select(spread => 100 * Of(scheme, spread).Mean())], SeriesStyle.Points, color, [.. spreads.Select(spread => 100 * Of(scheme, spread).StandardDeviation())]),
                                new($"{NameOf(scheme)}, mean", [.. spreads.Select(spread => 100 * spread)], [.. spreads.Select(spread => 100 * Of(scheme, spread).Mean())], SeriesStyle.Line, color),
                            ]),
                        ]),
                    ],
                    $"Mean and standard deviation of {settings.Seeds} chips of {settings.Epochs} epochs. Relaxation and gain of every neuron are off by a Gaussian of this spread, and its fixed drive by one of this share of the relaxation."),
            ],
            Tables =
            [
                new ResultTable(
                    "Accuracy (%), mean ± standard deviation (least)",
                    ["spread", .. schemes.Select(NameOf)],
                    [
                        .. spreads.Select(spread => (IReadOnlyList<string>)
                        [
                            $"{100 * spread:0} %",
                            .. schemes.Select(scheme => Of(scheme, spread)).Select(values => $"{100 * values.Mean():0.0} ± {100 * values.StandardDeviation():0.0} ({100 * values.Min():0.0})"),
                        ]),
                    ]),
            ],
        };
    }
}
