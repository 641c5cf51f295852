using System.Globalization;
using Lab.Models.Reservoirs;
using Lab.Runs.Records;
using Lab.Runs.Results;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.Reservoirs;

/// <summary>Trains a read-out at each centre frequency from phase, frequency and amplitude, and tells the rates of right
/// answers.</summary>
internal static class WaveAnalysis
{
    private const int ShownSteps = 40;

    /// <summary>Frequencies of a sweep are the same within so much of them.</summary>
    private const double SameFrequency = 1e-6;

    private static readonly NodeFeature[] Features = Enum.GetValues<NodeFeature>();
    private static readonly ReadoutFit WithBias = new();

    /// <summary>Draws the conclusions.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="data">The record.</param>
    /// <param name="averaged">What the repeats average, in words: <c>the states</c>.</param>
    public static Analysis Of(WaveSettings settings, IRunData data, string averaged)
    {
        WaveRecord[] points = [.. Enumerable.Range(0, data.Count).Select(index => WaveRecord.Read(data, index))];
        WaveRecord[] proper = [.. points.Where(point => !point.NeedsMemory)];
        Curve[] biased = CurvesOf(proper, hasBias: true);
        Curve[] plain = CurvesOf(proper, hasBias: false);
        Curve[] curves = settings.Bias ? biased : plain;
        Curve[] memory = CurvesOf(points.Where(point => point.NeedsMemory), settings.Bias);
        string how = settings.Shots == 1 ? "single shots" : $"{averaged} of {settings.Shots} repeats averaged";
        int? middle = MiddleOf(curves[0], settings.Frequency.Hertz);
        WaveRecord shown = points.First(point => point.CentreHertz == curves[0].Hertz[curves[0].Best]);
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The figure shows how often the wave was named rightly, by each feature of the states, against the centre "
                    + "of the drive. The results name the best centre of each.",
                "Choose the feature and the centre that are best and broad. `lab run injection-locking` shows where the "
                    + "oscillator locks, which is where phases answer most.")
            {
                Trust =
                    "Rates from averaged states say what the device can do; single shots say what it does each time. With few "
                        + "periods for each node a read-out learns them by heart, of which a warning would tell.",
            },
            Results =
            [
                .. Features.Select(feature =>
                {
                    Curve curve = curves[(int)feature];
                    return curve.ResultAt(
                        curve.Best, $"best_{NameOf(feature)}",
                        $"Right answers by the {NameOf(feature)} at {Megahertz(curve.Hertz[curve.Best])}, the best centre, "
                            + $"{how}.");
                }),
                .. middle is { } at
                    ? Features.Select(feature => curves[(int)feature].ResultAt(
                        at, $"middle_{NameOf(feature)}",
                        $"Right answers by the {NameOf(feature)} at {Megahertz(curves[0].Hertz[at])}, in the middle of the "
                            + "range."))
                    : [],
                .. memory.Length > 0
                    ? (ResultValue[])[MemoryResult(memory, [.. points.Where(point => point.NeedsMemory)])]
                    : [],
            ],
            Figures =
            [
                DrawSuccess(settings, curves, memory, how),
                DrawWaves(shown),
                DrawMask(shown.Mask),
                .. Features.Select(feature => DrawStates(shown, feature)),
            ],
            Tables =
            [
                new ResultTable(
                    $"Right answers (%), {how}"
                        + (settings.Shots > 1 ? "; averaging is our reading, the thesis mentions none" : string.Empty),
                    ["by the", "best", "at (MHz)", "in the middle", "best with a bias column", "in the middle with it",
                        "best without", "identical values"],
                    [.. Features.Select(feature => RowOf(
                        feature, curves[(int)feature], middle, biased[(int)feature], plain[(int)feature],
                        memory.Length > 0 ? memory[(int)feature] : null))]),
            ],
            Warnings =
            [
                .. ReadoutWarnings.OfFewSteps(
                    settings.Nodes + (settings.Bias ? 1 : 0), points[0].Sequence.Hertz.Count / 2, "periods"),
                .. middle is null
                    ? (string[])[
                        $"No centre lies at {settings.Frequency}, the middle of the range: the results 'middle_…' are left "
                            + "out. Put 'frequency' among the 'centres' to have them."]
                    : [],
                .. settings.Shots == 1
                    ? (string[])[
                        $"These are single shots; their best rate is {Percent(curves.Max(curve => curve.Means.Max()))} %. A "
                            + "line of 1 MHz gives 78 to 89 % in single shots on the model and not the thesis' rates of 99 %, "
                            + "which appear where the states of 16 repeats are averaged (--shots 16)."]
                    : [],
            ],
        };
    }

    private static ResultValue MemoryResult(Curve[] memory, WaveRecord[] points)
    {
        NodeFeature best = Features.MaxBy(feature => memory[(int)feature].Means[memory[(int)feature].Best]);
        Curve curve = memory[(int)best];
        double without = points.Where(point => point.CentreHertz == curve.Hertz[curve.Best])
            .Average(point => MostWithoutMemory(point.Sequence));
        bool isMore = curve.Means[curve.Best] - curve.UncertaintyAt(curve.Best) > without;
        return curve.ResultAt(
            curve.Best, "memory_task",
            $"Right answers where sines and squares share the values of their peaks, by the {NameOf(best)}, the best of the "
                + $"three; without memory {Percent(without)} % of these waves at most, so that this is "
                + (isMore ? "a sign of some." : "no evidence of any."));
    }

    // The points that are tested on, each value taken for what it is more often.
    private static double MostWithoutMemory(WaveSequence sequence)
    {
        int first = sequence.Hertz.Count / 2;
        int[] tested = [.. Enumerable.Range(first, sequence.Hertz.Count - first)];
        return tested.GroupBy(step => Math.Round(sequence.Hertz[step])).Sum(group =>
        {
            int squares = group.Count(step => sequence.AreSquares[step]);
            return Math.Max(squares, group.Count() - squares);
        }) / (double)tested.Length;
    }

    private static Curve[] CurvesOf(IEnumerable<WaveRecord> points, bool hasBias)
    {
        WaveRecord[] all = [.. points];
        double[] hertz = [.. all.Select(point => point.CentreHertz).Distinct().Order()];
        ReadoutFit fit = hasBias ? WithBias : ReadoutFit.PseudoInverse;
        return hertz.Length == 0 ? [] :
        [
            .. Features.Select(feature => new Curve(
                hertz,
                [.. hertz.Select(centre => all.Where(point => point.CentreHertz == centre)
                    .Select(point => point.Sequence.SuccessOf(point.States[(int)feature], fit)).ToArray())],
                all[0].Sequence.Hertz.Count / 2)),
        ];
    }

    // The centre at the oscillator's frequency, where there is one.
    private static int? MiddleOf(Curve curve, double hertz)
    {
        int nearest = Enumerable.Range(0, curve.Hertz.Length).MinBy(i => Math.Abs(curve.Hertz[i] - hertz));
        return Math.Abs(curve.Hertz[nearest] - hertz) <= SameFrequency * hertz ? nearest : null;
    }

    private static string NameOf(NodeFeature feature) => feature.ToString().ToLowerInvariant();

    private static string Megahertz(double hertz) => string.Create(CultureInfo.InvariantCulture, $"{hertz / 1e6:0.##} MHz");

    private static IReadOnlyList<string> RowOf(
        NodeFeature feature, Curve curve, int? middle, Curve biased, Curve plain, Curve? memory) =>
    [
        NameOf(feature),
        Percent(curve.Means[curve.Best]),
        $"{curve.Hertz[curve.Best] / 1e6:0.##}",
        InTheMiddle(curve, middle),
        Percent(biased.Means[biased.Best]),
        InTheMiddle(biased, middle),
        Percent(plain.Means[plain.Best]),
        memory is null ? "not taken" : Percent(memory.Means[memory.Best]),
    ];

    private static string InTheMiddle(Curve curve, int? middle) => middle is { } at ? Percent(curve.Means[at]) : "not taken";

    private static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.00}");

    private static Figure DrawSuccess(WaveSettings settings, Curve[] curves, Curve[] memory, string how)
    {
        double half = settings.LockingRange.Hertz / 2;
        double least = 100 * curves.Concat(memory).Min(curve => curve.Means.Min());
        FigureSeries Edge(string name, double hertz) => new(
            name, [hertz / 1e6, hertz / 1e6], [least, 100], SeriesStyle.DashedLine, Features.Length);
        return new Figure(
            "Success against centre frequency",
            "centre frequency (MHz)",
            [
                new FigurePanel(
                    "right answers (%)",
                    [
                        Edge("locking range", settings.Frequency.Hertz - half),
                        Edge("locking range, upper end", settings.Frequency.Hertz + half),
                        .. Features.SelectMany(feature => curves[(int)feature].Draw($"by the {NameOf(feature)}", (int)feature)),
                        .. memory.SelectMany((curve, i) => curve.Draw(
                            $"identical values, {NameOf(Features[i])}", Features.Length + 1 + i)),
                    ]),
            ],
            $"{char.ToUpperInvariant(how[0])}{how[1..]}"
                + (settings.Shots > 1
                    ? "; the thesis mentions no averaging, but single shots at a line of 1 MHz do not give its rates."
                    : "; at a line of 1 MHz they do not give the thesis' rates.")
                + $" In the middle of the range phase and frequency are odd in the detuning.{ChoiceInWords(curves)}");
    }

    // The most of so many equal centres: √(2 ln n) standard errors above their mean.
    private static string ChoiceInWords(Curve[] curves)
    {
        int centres = curves[0].Hertz.Length;
        double lift = Math.Sqrt(2 * Math.Log(centres)) * curves.Max(curve => curve.UncertaintyAt(curve.Best));
        return centres == 1 ? string.Empty : string.Create(
            CultureInfo.InvariantCulture,
            $" The best of {centres} centres is chosen on the test, which lifts it by up to some {100 * lift:0.0} points.");
    }

    private static Figure DrawWaves(WaveRecord point)
    {
        int count = Math.Min(ShownSteps, point.Sequence.Hertz.Count);
        double[] Of(bool isSquare) =>
            [.. Enumerable.Range(0, count).Where(i => point.Sequence.AreSquares[i] == isSquare).Select(i => (double)i)];
        FigureSeries Draw(string name, bool isSquare, int color) => new(
            name, Of(isSquare), [.. Of(isSquare).Select(i => point.Sequence.Hertz[(int)i] / 1e6)], SeriesStyle.Points, color);
        return new Figure(
            "Waves",
            "point",
            [new FigurePanel("offset of the drive (MHz)", [Draw("sines", false, 0), Draw("squares", true, 1)])],
            "Before the mask, whose weights of ±1 turn the offset of each node round or not.");
    }

    private static Figure DrawMask(Mask mask) => new(
        "Mask",
        "node",
        [
            new FigurePanel(
                "weight",
                [new FigureSeries(
                    "weight", [.. mask.Weights.Select((_, i) => (double)i)], [.. mask.Weights], SeriesStyle.Points, 0)]),
        ]);

    private static Figure DrawStates(WaveRecord point, NodeFeature feature)
    {
        int nodes = point.Mask.Weights.Count;
        int[] cells = [.. Enumerable.Range(0, Math.Min(ShownSteps, point.Sequence.Hertz.Count) * nodes)];
        string label = feature == NodeFeature.Phase ? "phase (rad)" : NameOf(feature);
        return new Figure(
            $"States: {NameOf(feature)} at {Megahertz(point.CentreHertz)}",
            "point",
            [
                new FigurePanel(
                    "node",
                    [
                        new FigureSeries(
                            label, [.. cells.Select(cell => (double)(cell / nodes))],
                            [.. cells.Select(cell => (double)(cell % nodes))],
                            SeriesStyle.Points, 0)
                        {
                            Heat = [.. cells.Select(cell => point.States[(int)feature][cell])],
                            HeatLabel = label,
                            IsHeatAboutZero = feature == NodeFeature.Phase,
                        },
                    ]),
            ]);
    }

    /// <summary>The rates of one feature against centre frequency.</summary>
    /// <param name="Hertz">The centres.</param>
    /// <param name="Rates">The rate of each mask, shape [centre][mask].</param>
    /// <param name="Tested">Points that each was tested on.</param>
    private sealed record Curve(double[] Hertz, double[][] Rates, int Tested)
    {
        public double[] Means { get; } = [.. Rates.Select(rates => rates.Average())];

        public int Best => Array.IndexOf(Means, Means.Max());

        public ResultValue ResultAt(int centre, string name, string what) =>
            new(name, Means[centre], string.Empty, UncertaintyAt(centre), what) { Digits = 4 };

        public FigureSeries[] Draw(string name, int color)
        {
            double[] megahertz = [.. Hertz.Select(hertz => hertz / 1e6)];
            double[] percents = [.. Means.Select(mean => 100 * mean)];
            double[] bars = [.. Means.Select((_, i) => 100 * UncertaintyAt(i))];
            return
            [
                new(name, megahertz, percents, SeriesStyle.Points, color, bars),
                new($"{name}, from centre to centre", megahertz, percents, SeriesStyle.Line, color),
            ];
        }

        // Over masks; of one mask that of the points tested, with one more right and one more wrong.
        public double UncertaintyAt(int centre)
        {
            double[] rates = Rates[centre];
            double smooth = ((Means[centre] * Tested) + 1) / (Tested + 2);
            return rates.Length > 1
                ? rates.StandardDeviation() / Math.Sqrt(rates.Length)
                : Math.Sqrt(smooth * (1 - smooth) / Tested);
        }
    }
}
