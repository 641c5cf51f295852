using System.Globalization;
using Lab.Models.KerrLoops;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Studies.KerrLoops;

/// <summary>Results, figures and tables of a <see cref="KerrLoopStudy"/>.</summary>
/// <param name="settings">The settings.</param>
/// <param name="data">The points.</param>
internal sealed class KerrLoopAnalysis(KerrLoopStudySettings settings, IRunData data)
{
    private const int Kinds = 3;
    private const double UsualRatio = 5;
    private const double UsualBandwidth = 10;

    private readonly double[] ratios = data.Numbers(KerrLoopStudy.RatioColumn.Name);
    // µm and kHz, as they were set.
    private readonly double[] offsets =
        [.. data.Numbers(KerrLoopStudy.OffsetColumn.Name).Select(metres => Math.Round(metres * 1e6, 9))];

    private readonly double[] bandwidths =
        [.. data.Numbers(KerrLoopStudy.BandwidthColumn.Name).Select(hertz => Math.Round(hertz / 1e3, 9))];

    public Analysis Analyse()
    {
        int usual = NearestTo(UsualRatio, 0, UsualBandwidth);
        double usualBandwidth = bandwidths[usual];
        string where = string.Create(
            CultureInfo.InvariantCulture,
            $"at a signal of {ratios[usual]} times the noise, the spot {offsets[usual]} µm off, {usualBandwidth} kHz");
        double[] usualOffsets = [.. offsets.Distinct().Order()];
        return new Analysis
        {
            Conclusion = new Conclusion(
                $"The results name how often loops are read rightly and wrongly {where}, by each reader. Change points leave "
                    + "undetermined what they cannot tell, where a rule of one threshold guesses.",
                "Choose the reader that is wrong least often at the noise of your set-up. What wrong readings do to training "
                    + "is told by `lab run stochastic-train`.")
            {
                Trust =
                    "A wrong reading costs more than an undetermined one, which is repeated: compare readers by what they read "
                        + "wrong.",
            },
            Results =
            [
                .. from reader in KerrLoopStudy.Readers
                   let counts = data.Arrays(reader.Confusion.Name)[usual]
                   from result in (ResultValue[])
                   [
                       Share(
                           $"right_{reader.Key}", Right(counts), Injected(counts),
                           $"Loops read right by {reader.Name}, {where}."),
                       Share(
                           $"wrong_{reader.Key}", Wrong(counts), Injected(counts),
                           "Loops read wrong by it; the rest is repeated."),
                   ]
                   select result,
            ],
            Figures = [.. usualOffsets.Select(offset => Draw(offset, usualBandwidth))],
            Tables =
            [
                Tabulate(
                    string.Create(CultureInfo.InvariantCulture, $"Noise and place of the spot, at {usualBandwidth} kHz"),
                    point => bandwidths[point] == usualBandwidth),
                Tabulate(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"Bandwidth, at a signal of {ratios[usual]} times the noise, the spot {offsets[usual]} µm off"),
                    point => ratios[point] == ratios[usual] && offsets[point] == offsets[usual]),
                TabulateConfusion(usual, where),
            ],
        };
    }

    private static double Cell(double[] counts, WallReading truth, WallReading reading) =>
        counts[((int)truth * Kinds) + (int)reading];

    private static double Injected(double[] counts) => counts[Kinds..].Sum();

    private static double Right(double[] counts) =>
        Cell(counts, WallReading.Pinned, WallReading.Pinned) + Cell(counts, WallReading.Passed, WallReading.Passed);

    private static double Wrong(double[] counts) =>
        Cell(counts, WallReading.Pinned, WallReading.Passed) + Cell(counts, WallReading.Passed, WallReading.Pinned);

    private static ResultValue Share(string name, double count, double all, string description)
    {
        // Laplace's rule keeps the uncertainty above zero where nothing or everything was counted.
        double likely = (count + 1) / (all + 2);
        return all > 0
            ? new ResultValue(name, count / all, string.Empty, Math.Sqrt(likely * (1 - likely) / all), description)
            : throw new RunException(
                "No loop has a wall: there is nothing to be read right. Set more 'loops', or a smaller 'missed_share'.");
    }

    private static string Percent(double count, double all) =>
        all > 0 ? (100 * count / all).ToString("0.0", CultureInfo.InvariantCulture) : string.Empty;

    private int NearestTo(double ratio, double offset, double bandwidth) => Enumerable.Range(0, ratios.Length).MinBy(
        point => (Math.Abs(Math.Log(ratios[point] / ratio)), Math.Abs(offsets[point] - offset),
            Math.Abs(Math.Log(bandwidths[point] / bandwidth))));

    private Figure Draw(double offset, double bandwidth)
    {
        int[] points =
        [
            .. Enumerable.Range(0, ratios.Length).Where(point => offsets[point] == offset && bandwidths[point] == bandwidth)
                .OrderBy(point => ratios[point]),
        ];
        IReadOnlyList<FigureSeries> Curves(Func<double[], double> of) =>
        [
            .. KerrLoopStudy.Readers.Select((reader, color) => new FigureSeries(
                reader.Name, [.. points.Select(point => ratios[point])],
                [
                    .. points.Select(point => data.Arrays(reader.Confusion.Name)[point])
                        .Select(counts => 100 * of(counts) / Injected(counts)),
                ],
                SeriesStyle.Line, color)),
        ];
        return new Figure(
            string.Create(CultureInfo.InvariantCulture, $"Readings with the spot {offset} µm off the notch, {bandwidth} kHz"),
            "signal over noise",
            [
                new FigurePanel("right (%)", Curves(Right)),
                new FigurePanel("wrong (%)", Curves(Wrong)),
            ],
            "Of the loops in which a wall was injected. What is neither right nor wrong is not determined, and is repeated.")
        {
            IsLogarithmic = true,
        };
    }

    private ResultTable Tabulate(string title, Func<int, bool> isShown) => new(
        $"{title}: right / wrong / not determined of {settings.Loops} loops, and read though no wall came (%)",
        ["signal over noise", "spot off (µm)", "bandwidth (kHz)", .. KerrLoopStudy.Readers.Select(reader => reader.Name)],
        [
            .. Enumerable.Range(0, ratios.Length).Where(isShown).Select(point => (IReadOnlyList<string>)
            [
                ratios[point].ToString(CultureInfo.InvariantCulture),
                offsets[point].ToString(CultureInfo.InvariantCulture),
                bandwidths[point].ToString(CultureInfo.InvariantCulture),
                .. KerrLoopStudy.Readers.Select(reader =>
                {
                    double[] counts = data.Arrays(reader.Confusion.Name)[point];
                    double all = Injected(counts);
                    double missed = counts[..Kinds].Sum();
                    return $"{Percent(Right(counts), all)} / {Percent(Wrong(counts), all)} / "
                        + $"{Percent(all - Right(counts) - Wrong(counts), all)}; {Percent(missed - counts[0], missed)}";
                }),
            ]),
        ]);

    private ResultTable TabulateConfusion(int point, string where) => new(
        $"Confusion {where}, loops",
        ["reader", "truth", "not determined", "pinned", "passed"],
        [
            .. from reader in KerrLoopStudy.Readers
               let counts = data.Arrays(reader.Confusion.Name)[point]
               from truth in Enum.GetValues<WallReading>()
               select (IReadOnlyList<string>)
               [
                   reader.Name,
                   truth switch { WallReading.NotDetermined => "no wall", WallReading.Pinned => "pinned", _ => "passed" },
                   .. Enum.GetValues<WallReading>().Select(
                       reading => Cell(counts, truth, reading).ToString(CultureInfo.InvariantCulture)),
               ],
        ]);
}
