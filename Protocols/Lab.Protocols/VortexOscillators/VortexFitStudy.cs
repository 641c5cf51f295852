using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.Vortices;
using Lab.Models.VortexOscillators;
using Lab.Quantities;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Studies;
using Lab.Studies.VortexOscillators;

namespace Lab.Protocols.VortexOscillators;

/// <summary>All transients are fitted at once; a current a point.</summary>
/// <param name="settings">The settings.</param>
/// <param name="read">Transients of a file; null for a trial.</param>
internal sealed class VortexFitStudy(VortexFitSettings settings, VortexTransient[]? read) : IStudy
{
    /// <summary>The file of the table beside the record.</summary>
    internal const string TableFile = "coefficients.csv";

    private static readonly Column CurrentColumn = new("current_density", "A/m²", "Current density J.") { IsAxis = true };
    private static readonly Column GrowthColumn = new("alpha", "1/s", "α of ds/dt = αs + βs^(n+1).");
    private static readonly Column GrowthErrorColumn = new("alpha_uncertainty", "1/s", "Standard uncertainty of α.");
    private static readonly Column SaturationColumn = new("beta", "1/s", "β.");
    private static readonly Column SaturationErrorColumn = new(
        "beta_uncertainty", "1/s", "Standard uncertainty of β; none where the transients do not tell it.")
    {
        MayBeMissing = true,
    };

    private static readonly Column ExponentColumn = new("n", "", "n, the same at all currents.");
    private static readonly Column ExponentErrorColumn = new("n_uncertainty", "", "Standard uncertainty of n.");
    private static readonly Column NoiseColumn = new("noise", "", "Standard deviation of a sample about the fit.");
    private static readonly Column TimesColumn = new("times", "s", "Times of all transients at the current.", ColumnKind.Array);
    private static readonly Column AmplitudesColumn = new("amplitudes", "", "Their samples.", ColumnKind.Array);
    private static readonly Column CurvesColumn = new("fitted", "", "Their fit.", ColumnKind.Array);
    private static readonly Column ThresholdColumn = new(
        "first_critical", "A/m²", "J_c1; none where α does not change its sign once.")
    {
        MayBeMissing = true,
    };

    private static readonly Column ThresholdErrorColumn = new(
        "first_critical_uncertainty", "A/m²", "Standard uncertainty of J_c1.")
    {
        MayBeMissing = true,
    };

    private static readonly Column AlikeColumn = new(
        "residuals_alike", "", "1 where neighbouring residuals are alike, so that the uncertainties were widened; otherwise 0.");

    public IReadOnlyList<Column> Columns =>
    [
        CurrentColumn, GrowthColumn, GrowthErrorColumn, SaturationColumn, SaturationErrorColumn, ExponentColumn,
        ExponentErrorColumn, NoiseColumn, ThresholdColumn, ThresholdErrorColumn, AlikeColumn, TimesColumn, AmplitudesColumn,
        CurvesColumn,
    ];

    public int ItemCount => 1;

    public int Threads => 1;

    public int PointsOf(int item) => CurrentsOf(TransientsOf(0)).Length;

    public string Describe(int item, int point) =>
        $"fit at {InWords(CurrentsOf(TransientsOf(0))[point])}";

    public IReadOnlyList<ReadData> LookAtData() => read is null
        ? []
        :
        [
            new ReadData(
                "data",
                Path.GetFileName(settings.Data),
                new Dictionary<string, long>(StringComparer.Ordinal)
                {
                    ["currents"] = CurrentsOf(read).Length,
                    ["transients"] = read.Length,
                    ["samples"] = read.Sum(each => each.Seconds.Length),
                },
                ["J (A/m²)", "t (s)", "s"],
                [],
                []),
        ];

    public IStudyWork Begin(StudyContext context) => new Work(TransientsOf(context.Seed), context.Folder);

    public Analysis Analyse(IRunData data)
    {
        double[] currents = data.Numbers(CurrentColumn.Name);
        double[] growth = data.Numbers(GrowthColumn.Name);
        double[] saturation = data.Numbers(SaturationColumn.Name);
        double[] growthErrors = data.Numbers(GrowthErrorColumn.Name);
        double[] saturationErrors = data.Numbers(SaturationErrorColumn.Name);
        double threshold = data.Numbers(ThresholdColumn.Name)[0];
        string[] untold =
        [
            .. currents.Where((_, i) => !Tells(saturation[i], saturationErrors[i])).Select(
                InWords),
        ];
        return new Analysis
        {
            Conclusion = new Conclusion(
                "One exponent of {exponent} describes the transients at all currents. The core orbits from {first_critical} "
                    + "on.",
                $"The run's folder has {TableFile}. Classify images with this device: `lab run vortex-images --coefficients "
                    + $"RUN/{TableFile}`, and on a bench `lab run reservoir-images`.")
            {
                Trust =
                    "α has to pass zero once, and both coefficients should lie on straight lines; where they do not, another "
                        + "mode takes part.",
            },
            Results =
            [
                new(
                    "exponent", data.Numbers(ExponentColumn.Name)[0], string.Empty, data.Numbers(ExponentErrorColumn.Name)[0],
                    "n, the same at all currents."),
                .. double.IsFinite(threshold)
                    ? (ResultValue[])
                    [
                        new("first_critical", threshold, "A/m²", data.Numbers(ThresholdErrorColumn.Name)[0],
                            "J_c1, from which on the core orbits."),
                    ]
                    : [],
                new("noise", data.Numbers(NoiseColumn.Name)[0], string.Empty, Uncertainty: null, NoiseColumn.Description)
                {
                    Digits = 3,
                },
            ],
            Figures = [DrawCoefficients(currents, growth, growthErrors, saturation, saturationErrors), DrawTransients(data)],
            Tables =
            [
                new ResultTable(
                    $"Coefficients of ds/dt = αs + βs^(n+1); as a table to load in the run's folder: {TableFile}",
                    ["J (GA/m²)", "α (1/s)", "β (1/s)"],
                    [
                        .. currents.Select((current, i) => (IReadOnlyList<string>)
                        [
                            (current / 1e9).ToString("G5", CultureInfo.InvariantCulture),
                            $"{new Estimate(growth[i], growthErrors[i])}",
                            Tells(saturation[i], saturationErrors[i])
                                ? $"{new Estimate(saturation[i], saturationErrors[i])}"
                                : "not told",
                        ]),
                    ]),
            ],
            Warnings =
            [
                .. data.Numbers(AlikeColumn.Name)[0] > 0
                    ? (string[])
                    [
                        "Neighbouring residuals are alike: heat moves the core itself, or the equation does not describe its "
                            + "orbit. The uncertainties were widened; average repeated transients.",
                    ]
                    : [],
                .. untold.Length > 0
                    ? (string[])
                    [
                        $"The transients do not tell β at {string.Join(", ", untold)}, and the table leaves these currents "
                            + "out: let transients begin from a larger orbit there.",
                    ]
                    : [],
                .. double.IsFinite(threshold)
                    ? []
                    : (string[])
                    [
                        "α does not change its sign once from minus to plus: the table needs currents below and above the "
                            + "first critical one before a study can load it.",
                    ],
            ],
        };
    }

    private VortexTransient[] TransientsOf(ulong seed) => read ?? TransientFile.Trial(settings.TrialNoise, seed);

    private static double[] CurrentsOf(VortexTransient[] transients) =>
        [.. transients.Select(each => each.AmperesPerSquareMetre).Distinct().Order()];

    private static string InWords(double amperesPerSquareMetre) =>
        string.Create(CultureInfo.InvariantCulture, $"{amperesPerSquareMetre / 1e9:G5} GA/m²");

    private static bool Tells(double saturation, double error) => error < Math.Abs(saturation) / 2;

    private static Figure DrawCoefficients(
        double[] currents, double[] growth, double[] growthErrors, double[] saturation, double[] saturationErrors)
    {
        int[] told = [.. Enumerable.Range(0, currents.Length).Where(i => Tells(saturation[i], saturationErrors[i]))];
        return new Figure(
            "Coefficients against current",
            "current density (GA/m²)",
            [
                new FigurePanel(
                    "α (10⁶ 1/s)",
                    [
                        new FigureSeries(
                            "α", [.. currents.Select(each => each / 1e9)], [.. growth.Select(each => each / 1e6)],
                            SeriesStyle.Points, 0, [.. growthErrors.Select(each => each / 1e6)]),
                    ]),
                new FigurePanel(
                    "β (10⁶ 1/s)",
                    [
                        new FigureSeries(
                            "β", [.. told.Select(i => currents[i] / 1e9)], [.. told.Select(i => saturation[i] / 1e6)],
                            SeriesStyle.Points, 1, [.. told.Select(i => saturationErrors[i] / 1e6)]),
                    ]),
            ],
            "α passes zero at J_c1. In theory both are straight lines.");
    }

    private static Figure DrawTransients(IRunData data)
    {
        double[] currents = data.Numbers(CurrentColumn.Name);
        double[][] times = data.Arrays(TimesColumn.Name);
        double[][] samples = data.Arrays(AmplitudesColumn.Name);
        double[][] curves = data.Arrays(CurvesColumn.Name);
        return new Figure(
            "Transients and their fit",
            "time (ns)",
            [
                new FigurePanel(
                    "s",
                    [
                        .. currents.SelectMany((current, i) =>
                        {
                            double[] nanoseconds = [.. times[i].Select(time => time * 1e9)];
                            string name = InWords(current);
                            return (FigureSeries[])
                            [
                                new(name, nanoseconds, samples[i], SeriesStyle.Points, i),
                                .. PiecesOf(nanoseconds).Select((piece, index) => new FigureSeries(
                                    $"{name}, fit{(index > 0 ? $" {index + 1}" : string.Empty)}",
                                    nanoseconds[piece], curves[i][piece], SeriesStyle.Line, i)),
                            ];
                        }),
                    ]),
            ],
            "Each transient's own beginning is fitted too.");
    }

    // Where time falls back the next transient begins.
    private static IEnumerable<Range> PiecesOf(double[] times)
    {
        int first = 0;
        for (int i = 1; i <= times.Length; i++)
        {
            if (i == times.Length || times[i] <= times[i - 1])
            {
                yield return first..i;
                first = i;
            }
        }
    }

    private sealed class Work(VortexTransient[] transients, string? folder) : IStudyWork
    {
        public async ValueTask ComputeAsync(StudyItem item, CancellationToken cancellationToken)
        {
            VortexFit fit = VortexFit.Find(transients, out string? failure) ?? throw new RunException(failure!);
            if (folder is not null)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, TableFile), TableOf(fit), cancellationToken)
                    .ConfigureAwait(false);
            }

            foreach (FittedVortexCoefficients each in fit.Coefficients)
            {
                int[] members =
                [
                    .. Enumerable.Range(0, transients.Length).Where(
                        index => transients[index].AmperesPerSquareMetre == each.AmperesPerSquareMetre),
                ];
                item.Add(row =>
                {
                    row.Set(CurrentColumn, each.AmperesPerSquareMetre);
                    row.Set(GrowthColumn, each.Growth.Value);
                    row.Set(GrowthErrorColumn, each.Growth.StandardUncertainty);
                    row.Set(SaturationColumn, each.Saturation.Value);
                    SetIfFinite(row, SaturationErrorColumn, each.Saturation.StandardUncertainty);
                    row.Set(ExponentColumn, fit.Exponent.Value);
                    row.Set(ExponentErrorColumn, fit.Exponent.StandardUncertainty);
                    row.Set(NoiseColumn, fit.Noise);
                    SetIfFinite(row, ThresholdColumn, fit.FirstCritical.Value);
                    SetIfFinite(row, ThresholdErrorColumn, fit.FirstCritical.StandardUncertainty);
                    row.Set(AlikeColumn, fit.Misfit is null ? 0 : 1);
                    row.Set(TimesColumn, [.. members.SelectMany(index => transients[index].Seconds)]);
                    row.Set(AmplitudesColumn, [.. members.SelectMany(index => transients[index].Amplitudes)]);
                    row.Set(CurvesColumn, [.. members.SelectMany(fit.Curve)]);
                });
            }
        }

        private static string TableOf(VortexFit fit)
        {
            FittedVortexCoefficients[] told = [.. fit.Coefficients.Where(each => each.HasSaturation)];
            return VortexTableFile.Write(
                [
                    .. told.Select(each => (
                        each.AmperesPerSquareMetre,
                        new VortexCoefficients(each.Growth.Value, each.Saturation.Value, fit.Exponent.Value))),
                ],
                [.. told.Select(each => (each.Growth.StandardUncertainty, each.Saturation.StandardUncertainty))],
                fit.Exponent.StandardUncertainty);
        }

        private static void SetIfFinite(Row row, Column column, double value)
        {
            if (double.IsFinite(value))
            {
                row.Set(column, value);
            }
            else
            {
                row.SetMissing(column);
            }
        }
    }
}
