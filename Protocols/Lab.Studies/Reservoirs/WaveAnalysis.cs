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

    private static readonly NodeFeature[] Features = Enum.GetValues<NodeFeature>();
    private static readonly ReadoutFit WithBias = new();

    /// <summary>Draws the conclusions.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="data">The record.</param>
    /// <param name="averaged">What the repeats average, in words: <c>the states</c>.</param>
    public static Analysis Of(WaveSettings settings, IRunData data, string averaged)
    {
        WaveRecord[] points = [.. Enumerable.Range(0, data.Count).Select(index => WaveRecord.Read(data, index))];
        Curve[] curves = CurvesOf(points.Where(point => !point.NeedsMemory), settings.Bias);
        Curve[] biased = CurvesOf(points.Where(point => !point.NeedsMemory), hasBias: true);
        Curve[] plain = CurvesOf(points.Where(point => !point.NeedsMemory), hasBias: false);
        Curve[] memory = CurvesOf(points.Where(point => point.NeedsMemory), settings.Bias);
        string how = settings.Shots == 1 ? "single shots" : $"{averaged} of {settings.Shots} repeats averaged";
        int middle = MiddleOf(curves[0], settings.Frequency.Hertz);
        WaveRecord shown = points.First(point => point.CentreHertz == curves[0].Hertz[curves[0].Best]);
        return new Analysis
        {
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
                .. Features.Select(feature => curves[(int)feature].ResultAt(
                    middle, $"middle_{NameOf(feature)}",
                    $"Right answers by the {NameOf(feature)} at {Megahertz(curves[0].Hertz[middle])}, in the middle of the "
                        + "range.")),
                .. memory.Length > 0 ? (ResultValue[])[MemoryResult(memory)] : [],
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
                    $"Right answers (%), {how}; averaging is our reading, the thesis mentions none",
                    ["by the", "best", "at (MHz)", "in the middle", "best with a bias column", "in the middle with it",
                        "best without", "identical values"],
                    [.. Features.Select(feature => RowOf(
                        feature, curves[(int)feature], middle, biased[(int)feature], plain[(int)feature],
                        memory.Length > 0 ? memory[(int)feature] : null))]),
            ],
            Warnings =
            [
                .. settings.Shots == 1
                    ? (string[])[
                        "These are single shots. With a linewidth of 1 MHz they give 78 to 89 % and not the thesis' rates of 99 "
                            + "%, which appear where the states of 16 repeats are averaged (--shots 16)."]
                    : [],
            ],
        };
    }

    private static ResultValue MemoryResult(Curve[] memory)
    {
        NodeFeature best = Features.MaxBy(feature => memory[(int)feature].Means[memory[(int)feature].Best]);
        return memory[(int)best].ResultAt(
            memory[(int)best].Best, "memory_task",
            $"Right answers where sines and squares share the values of their peaks, by the {NameOf(best)}, the best of the "
                + "three; without memory 87.5 % at most, so that this is no evidence of any.");
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

    private static int MiddleOf(Curve curve, double hertz) =>
        Enumerable.Range(0, curve.Hertz.Length).MinBy(i => Math.Abs(curve.Hertz[i] - hertz));

    private static string NameOf(NodeFeature feature) => feature.ToString().ToLowerInvariant();

    private static string Megahertz(double hertz) => string.Create(CultureInfo.InvariantCulture, $"{hertz / 1e6:0.##} MHz");

    private static IReadOnlyList<string> RowOf(
        NodeFeature feature, Curve curve, int middle, Curve biased, Curve plain, Curve? memory) =>
    [
        NameOf(feature),
        Percent(curve.Means[curve.Best]),
        $"{curve.Hertz[curve.Best] / 1e6:0.##}",
        Percent(curve.Means[middle]),
        Percent(biased.Means[biased.Best]),
        Percent(biased.Means[middle]),
        Percent(plain.Means[plain.Best]),
        memory is null ? "not taken" : Percent(memory.Means[memory.Best]),
    ];

    private static string Percent(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.00}");

    private static Figure DrawSuccess(WaveSettings settings, Curve[] curves, Curve[] memory, string how)
    {
        double half = settings.LockingRange.Hertz / 2;
        double[] range = [(settings.Frequency.Hertz - half) / 1e6, (settings.Frequency.Hertz + half) / 1e6];
        return new Figure(
            "Success against centre frequency",
            "centre frequency (MHz)",
            [
                new FigurePanel(
                    "right answers (%)",
                    [
                        new FigureSeries("locking range", range, [70, 70], SeriesStyle.DashedLine, Features.Length)
                        {
                            Band = [30, 30],
                        },
                        .. Features.Select(feature => curves[(int)feature].Draw($"by the {NameOf(feature)}", (int)feature)),
                        .. memory.Select((curve, i) => curve.Draw($"identical values, {NameOf(Features[i])}", i) with
                        {
                            Style = SeriesStyle.Points,
                        }),
                    ]),
            ],
            $"{char.ToUpperInvariant(how[0])}{how[1..]}; the thesis mentions no averaging, and without it a line of 1 MHz does "
                + "not give its rates. In the middle of the range phase and frequency are odd in the detuning. The best centre "
                + "is chosen on the test, which lifts it by up to 0.4 points.");
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

        public FigureSeries Draw(string name, int color) => new(
            name, [.. Hertz.Select(hertz => hertz / 1e6)], [.. Means.Select(mean => 100 * mean)], SeriesStyle.Line, color,
            [.. Means.Select((_, i) => 100 * UncertaintyAt(i))]);

        // Over masks; of one mask that of the points tested, with one more right and one more wrong.
        private double UncertaintyAt(int centre)
        {
            double[] rates = Rates[centre];
            double smooth = ((Means[centre] * Tested) + 1) / (Tested + 2);
            return rates.Length > 1
                ? rates.StandardDeviation() / Math.Sqrt(rates.Length)
                : Math.Sqrt(smooth * (1 - smooth) / Tested);
        }
    }
}
