using System.Globalization;
using Lab.Calibration.Switching;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.Nanowires;

/// <summary>Loops with their steps, and how many walls passed.</summary>
internal sealed class KerrLoopAnalysis(KerrLoopSettings settings, IRunData data)
{
    private const double Milli = 1e-3;
    private const int ShownLoops = 4;

    private readonly double[] fields = data.Numbers(KerrLoopExperiment.FieldColumn.Name);
    private readonly double[] passed = data.Numbers(KerrLoopExperiment.PassedColumn.Name);
    private readonly double[] peaks = data.Numbers(KerrLoopExperiment.PeaksColumn.Name);
    private readonly double[] notRead = data.Numbers(KerrLoopExperiment.NotReadColumn.Name);
    private readonly double[] missed = data.Numbers(KerrLoopExperiment.MissedColumn.Name);
    private readonly double[] atPulse = data.Numbers(KerrLoopExperiment.AtPulseColumn.Name);

    /// <summary>Counts and draws.</summary>
    public Analysis Conclude()
    {
        if (data.Count == 0)
        {
            return new Analysis { Failure = "There is no loop yet." };
        }

        int walls = passed.Length;
        int agreeing = Enumerable.Range(0, walls).Count(i => peaks[i] == (passed[i] == 1 ? 1 : 2));
        double loops = walls + notRead.Sum() + missed.Sum();
        double off = Enumerable.Range(0, walls).Max(i => Math.Abs(atPulse[i] - fields[i]));
        return new Analysis
        {
            Conclusion = new Conclusion(
                "Of the walls {passed_share} passed the notch.",
                "Count walls against the field with `lab run pass-probability`; put the spot on the notch first with `lab run "
                    + "spot-position`.")
            {
                Trust = "Look at the loops: their steps have to stand out of the noise. The rule of 24 % agrees with change "
                    + "points in {agreement} of the walls, and {not_read_share} of the loops could not be read.",
            },
            Results =
            [
                WallShare.Of("passed_share", passed.Sum(), walls, "Walls that passed the notch, at all fields together."),
                WallShare.Of("agreement", agreeing, walls, "Walls that the 24 % rule reads as change points do."),
                WallShare.Of(
                    "not_read_share", notRead.Sum(), loops, "Loops that could not be trusted and were taken again."),
                new ResultValue("worst_miss", off, "T", null, "Largest difference of the field at a pulse from the wanted one.")
                {
                    Digits = 3,
                },
            ],
            Tables = [TableOf()],
            Figures = [.. Enumerable.Range(0, Math.Min(ShownLoops, walls)).Select(Draw)],
            Warnings = notRead.Sum() > loops / 2
                ?
                [
                    "More than half of the loops could not be read. Look at the figures: raise the light, put the spot on the "
                        + "notch, and set 'kerr_swing' to the whole change of the signal.",
                ]
                : [],
        };
    }

    private ResultTable TableOf() => new(
        "Walls at each field",
        ["field (mT)", "walls", "passed", "68 % interval", "taken again"],
        [
            .. settings.Fields.Select(field => field.Tesla).Distinct().Select(tesla =>
            {
                int[] there = [.. Enumerable.Range(0, fields.Length).Where(i => fields[i] == tesla)];
                int count = (int)there.Sum(i => passed[i]);
                if (there.Length == 0)
                {
                    return (IReadOnlyList<string>)[Text(tesla / Milli), "0", string.Empty, string.Empty, string.Empty];
                }

                var interval = WilsonInterval.Of(count, there.Length);
                return
                [
                    Text(tesla / Milli), Text(there.Length), Text(count), $"{interval.Lower:F3} to {interval.Upper:F3}",
                    Text(there.Sum(i => notRead[i] + missed[i])),
                ];
            }),
        ]);

    private static string Text(double value) => value.ToString("G6", CultureInfo.InvariantCulture);

    private double Number(Column column, int point) => data.Numbers(column.Name)[point];

    private Figure Draw(int point)
    {
        double[] signal = data.Arrays(KerrLoopExperiment.SignalColumn.Name)[point];
        double[] tesla = data.Arrays(KerrLoopExperiment.TeslaColumn.Name)[point];
        double sampleSeconds = Number(KerrLoopExperiment.SampleColumn, point);
        double level = signal[..Math.Max(1, signal.Length / 20)].Average();
        (double Seconds, double Volts)[] steps =
        [
            (Number(KerrLoopExperiment.FirstTimeColumn, point), Number(KerrLoopExperiment.FirstStepColumn, point)),
            (Number(KerrLoopExperiment.SecondTimeColumn, point), Number(KerrLoopExperiment.SecondStepColumn, point)),
        ];
        double[] stairs =
        [
            .. Enumerable.Range(0, signal.Length).Select(i =>
                level + steps.Sum(step => step.Seconds <= i * sampleSeconds ? step.Volts : 0)), // none where it is missing
        ];
        double[] millitesla = [.. tesla.Select(field => field / Milli)];
        return new Figure(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Loop {point + 1}: the wall {(passed[point] == 1 ? "passed" : "was pinned")}, {fields[point] / Milli:G4} mT"),
            "field (mT)",
            [
                new FigurePanel(
                    "Kerr signal (mV)",
                    [
                        new FigureSeries(
                            "signal", millitesla, [.. signal.Select(volts => volts / Milli)], SeriesStyle.Points, 0),
                        new FigureSeries(
                            "steps by change points", millitesla, [.. stairs.Select(volts => volts / Milli)],
                            SeriesStyle.Line, 1),
                    ]),
            ],
            $"The rising half of the loop. The 24 % rule finds {peaks[point]} steps.");
    }
}
