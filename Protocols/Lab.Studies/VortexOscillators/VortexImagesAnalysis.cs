using System.Globalization;
using Lab.Models.ImageReservoirs;
using Lab.Models.VortexOscillators;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Studies.ClassifierNetworks;
using MathNet.Numerics.Statistics;

namespace Lab.Studies.VortexOscillators;

/// <summary>Results, figures and tables of a <see cref="VortexImagesStudy"/>.</summary>
internal sealed class VortexImagesAnalysis
{
    private const int CurvePoints = 121;
    private const double HeldWorthAWarning = 0.01;

    private readonly VortexImagesSettings settings;
    private readonly VortexOscillator oscillator;
    private readonly IRunData data;
    private readonly double[] functions;
    private readonly double[] values;
    private readonly double[] nodes;
    private readonly double[] test;
    private readonly double[] validation;

    public VortexImagesAnalysis(VortexImagesSettings settings, VortexOscillator oscillator, IRunData data)
    {
        (this.settings, this.oscillator, this.data) = (settings, oscillator, data);
        functions = data.Numbers(VortexImagesStudy.FunctionColumn.Name);
        values = data.Numbers(VortexImagesStudy.ValueColumn.Name);
        nodes = data.Numbers(VortexImagesStudy.NodesColumn.Name);
        test = data.Numbers(VortexImagesStudy.TestColumn.Name);
        validation = data.Numbers(VortexImagesStudy.ValidationColumn.Name);
    }

    /// <summary>A kind of nodes in words.</summary>
    public static string NameOf(NodeFunction function) => function switch
    {
        NodeFunction.Vortex => "vortex",
        NodeFunction.Relu => "ReLU",
        NodeFunction.ShiftedSigmoid => "sigmoid(u − 1)",
        NodeFunction.Sigmoid => "sigmoid(u)",
        NodeFunction.Tanh => "tanh",
        _ => "no hidden layer",
    };

    public Analysis Analyse() => settings.Vary == StudiedVortex.Nothing ? Tested() : Varied();

    private static string KeyOf(NodeFunction function) => function switch
    {
        NodeFunction.Relu => "relu",
        NodeFunction.ShiftedSigmoid => "shifted_sigmoid",
        NodeFunction.Sigmoid => "sigmoid",
        NodeFunction.Tanh => "tanh",
        _ => "no_hidden_layer",
    };

    private string MasksInWords => settings.Masks == 1 ? "1 mask" : $"{settings.Masks} masks";

    private Analysis Tested()
    {
        NodeFunction[] kinds = [.. functions.Distinct().Select(function => (NodeFunction)(int)function)];
        double[] vortex = At(NodeFunction.Vortex, settings.Nodes, test);
        int[] rows = RowsOf(NodeFunction.Vortex, settings.Nodes);
        double[] ridges = [.. rows.Select(row => data.Numbers(VortexImagesStudy.RidgeColumn.Name)[row])];
        double[][] confusion = [.. rows.Select(row => data.Arrays(VortexImagesStudy.ConfusionColumn.Name)[row])];
        double images = confusion[0].Sum();
        double mean = vortex.Mean();
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The oscillator with its nodes names {test_accuracy} of the test images rightly; masks make it differ by "
                    + "{mask_spread}. Without a hidden layer a read-out reaches {test_accuracy_no_hidden_layer}.",
                "More nodes raise it until the figure flattens: `lab run vortex-images --nodes 6000`. Then try it on a "
                    + "device: `lab run reservoir-images`.")
            {
                Trust =
                    "With other test images it would differ by {test_sample_error} on top. The ridge was chosen on images held "
                        + "back.",
            },
            Results =
            [
                ClassifierRecord.Mean(
                    "test_accuracy", string.Empty, vortex,
                    $"Mean accuracy on the test images, {settings.Nodes} nodes of the vortex oscillator; ± its standard error "
                        + $"over {MasksInWords}."),
                .. vortex.Length > 1
                    ? (ResultValue[])
                    [
                        new("mask_spread", vortex.StandardDeviation(), string.Empty, Uncertainty: null,
                            "Standard deviation of the accuracy between masks.") { Digits = 2 },
                    ]
                    : [],
                new(
                    "test_sample_error", Math.Sqrt(mean * (1 - mean) / images), string.Empty, Uncertainty: null,
                    $"Standard error of an accuracy because {images} images are tested: it comes on top where other images are "
                        + "compared with.") { Digits = 2 },
                ClassifierRecord.Mean(
                    "validation_accuracy", string.Empty, At(NodeFunction.Vortex, settings.Nodes, validation),
                    "Mean accuracy on the images held back, on which the ridge was chosen."),
                .. kinds.Where(kind => kind != NodeFunction.Vortex).Select(kind => ClassifierRecord.Mean(
                    $"test_accuracy_{KeyOf(kind)}", string.Empty, At(kind, LargestOf(kind), test),
                    kind == NodeFunction.None
                        ? $"The same of a linear read-out of the {settings.ComponentCount} components themselves."
                        : $"The same of {NameOf(kind)} with the same masks.")),
                new("ridge", ridges.Median(), string.Empty, Uncertainty: null, "Median of the chosen ridges.") { Digits = 1 },
                new(
                    "condition", rows.Select(row => data.Numbers(VortexImagesStudy.ConditionColumn.Name)[row]).Median(),
                    string.Empty, Uncertainty: null, "Condition of the Gram matrix with its ridge.") { Digits = 2 },
                JobSeconds(),
            ],
            Figures =
            [
                DrawOrbits(), DrawTransients(), DrawNodes(kinds),
                ClassifierRecord.DrawConfusion(
                    [.. Enumerable.Range(0, confusion[0].Length).Select(cell => confusion.Sum(each => each[cell]))]),
                DrawWrong(rows[0]),
            ],
            Tables = [TableOfNodes(kinds), .. TablesOfTimes()],
            Warnings = [.. Held(), .. HeatOfTheDisk()],
        };
    }

    private Analysis Varied()
    {
        double[] varied = [.. values.Distinct()];
        double[][] accuracies = [.. varied.Select(value => validation.Where((_, row) => values[row] == value).ToArray())];
        int best = Enumerable.Range(0, varied.Length).MaxBy(i => accuracies[i].Mean());
        string axis = settings.Vary switch
        {
            StudiedVortex.Components => "components",
            StudiedVortex.NodeTime => "time of a node (ns)",
            StudiedVortex.Bias => "mean current over J_c1",
            _ => "deviation of the current over J_c1",
        };
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The best accuracy on the images held back is {validation_accuracy}, at {best_value}.",
                "Set the value that suits, vary nothing, and test once: `lab run vortex-images --vary nothing`.")
            {
                Trust = "The maximum is broad where neighbouring values lie within the spread of the masks.",
            },
            Results =
            [
                ClassifierRecord.Mean(
                    "validation_accuracy", string.Empty, accuracies[best],
                    $"Best mean accuracy on the images held back; ± its standard error over {MasksInWords}."),
                new("best_value", varied[best], string.Empty, Uncertainty: null, $"Where it is: {axis}.") { Digits = 4 },
                JobSeconds(),
            ],
            Figures =
            [
                new Figure(
                    $"Accuracy against {axis}", axis,
                    [
                        new FigurePanel(
                            "validation accuracy (%)",
                            [
                                new FigureSeries(
                                    "mean and spread of the masks", varied, [.. accuracies.Select(each => 100 * each.Mean())],
                                    SeriesStyle.Points, 0, [.. accuracies.Select(Spread)]),
                            ]),
                    ],
                    "On the images held back. The test images were not looked at: set the value that suits, and vary nothing.")
                {
                    IsLogarithmic = settings.Vary is StudiedVortex.NodeTime or StudiedVortex.Swing or StudiedVortex.Components,
                },
                DrawOrbits(), DrawTransients(),
            ],
            Tables =
            [
                new ResultTable(
                    $"Accuracy on the images held back (%), {settings.Nodes} nodes, mean ± standard deviation of "
                        + MasksInWords,
                    [axis, "accuracy", "node time over relaxation time"],
                    [
                        .. varied.Select((value, i) => (IReadOnlyList<string>)
                        [
                            value.ToString("G4", CultureInfo.InvariantCulture), ClassifierRecord.Percent(accuracies[i]),
                            RelaxationRatio(settings.With(value)),
                        ]),
                    ]),
            ],
            Warnings = [.. Held(), .. HeatOfTheDisk()],
        };
    }

    // θ/τ at the mean current.
    private string RelaxationRatio(VortexImagesSettings varied)
    {
        CurrentDensity current = oscillator.Coefficients.FirstCritical * varied.MeanCurrent;
        double ratio = varied.NodeTime.Seconds / oscillator.Coefficients.At(current).RelaxationSeconds;
        return ratio.ToString("G3", CultureInfo.InvariantCulture);
    }

    private IEnumerable<string> Held()
    {
        double held = data.Numbers(VortexImagesStudy.HeldColumn.Name).Max();
        if (held > HeldWorthAWarning)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{100 * held:0.#} % of the currents left the range in which the model of the vortex holds, {RangeInWords()}, "
                    + $"and were held within. A smaller 'swing' avoids that.");
        }
    }

    private string RangeInWords()
    {
        CurrentDensity first = oscillator.Coefficients.FirstCritical;
        double smallest = Math.Max(oscillator.Coefficients.Smallest / first, 0);
        return string.Create(
            CultureInfo.InvariantCulture, $"{smallest:0.##} to {oscillator.Coefficients.Largest / first:0.##} times J_c1");
    }

    private IEnumerable<string> HeatOfTheDisk()
    {
        if (settings.Coefficients.Length > 0 && settings.Temperature.Kelvin > 0)
        {
            yield return
                $"The heat is that of the permalloy disk by theory, of {oscillator.Disk.Radius} radius and "
                    + $"{oscillator.Disk.Thickness} thickness, and not of the oscillator of the table, which does not tell "
                    + "its size: take what 'temperature' changes for an example.";
        }
    }

    private ResultValue JobSeconds() => new(
        "job_seconds",
        data.Numbers(VortexImagesStudy.SecondsColumn.Name).Where((_, row) => functions[row] == 0).Median(),
        "s",
        Uncertainty: null,
        "Median time of a job: all states, choice of the ridge, read-outs of all numbers of nodes, and the test.")
    {
        Digits = 3,
    };

    // Records of before have no such columns.
    private IEnumerable<ResultTable> TablesOfTimes()
    {
        Column[] parts =
        [
            VortexImagesStudy.DataColumn, VortexImagesStudy.StatesColumn, VortexImagesStudy.FitColumn,
            VortexImagesStudy.AnswerColumn,
        ];
        if (data.Columns.Any(column => column.Name == VortexImagesStudy.DataColumn.Name))
        {
            yield return new ResultTable(
                $"Times of a job of {settings.Nodes} nodes of the vortex oscillator, medians", ["time (s)", "what it is"],
                [
                    .. parts.Select(part => (IReadOnlyList<string>)
                    [
                        RowsOf(NodeFunction.Vortex, settings.Nodes).Select(row => data.Numbers(part.Name)[row]).Median()
                            .ToString("G3", CultureInfo.InvariantCulture),
                        part.Description,
                    ]),
                ]);
        }
    }

    private int[] RowsOf(NodeFunction kind, double count) =>
        [.. Enumerable.Range(0, functions.Length).Where(row => functions[row] == (int)kind && nodes[row] == count)];

    private double[] At(NodeFunction kind, double count, double[] of) => [.. RowsOf(kind, count).Select(row => of[row])];

    private double LargestOf(NodeFunction kind) => nodes.Where((_, row) => functions[row] == (int)kind).Max();

    private double[] CountsOf(NodeFunction kind) => [.. nodes.Where((_, row) => functions[row] == (int)kind).Distinct().Order()];

    private static double Spread(double[] accuracies) => accuracies.Length > 1 ? 100 * accuracies.StandardDeviation() : 0;

    private ResultTable TableOfNodes(NodeFunction[] kinds)
    {
        double[] counts = CountsOf(NodeFunction.Vortex);
        return new ResultTable(
            $"Accuracy on the test images (%), mean ± standard deviation of {MasksInWords}",
            ["nodes", .. counts.Select(count => $"{count}")],
            [
                .. kinds.Select(kind => (IReadOnlyList<string>)
                [
                    NameOf(kind),
                    .. counts.Select(count => kind == NodeFunction.None
                        ? count == counts[^1] ? ClassifierRecord.Percent(At(kind, LargestOf(kind), test)) : string.Empty
                        : ClassifierRecord.Percent(At(kind, count, test))),
                ]),
            ]);
    }

    private Figure DrawNodes(NodeFunction[] kinds) => new(
        "Accuracy against nodes",
        "nodes",
        [
            new FigurePanel(
                "test accuracy (%)",
                [
                    .. kinds.Where(kind => kind != NodeFunction.None).SelectMany((kind, color) =>
                    {
                        double[] counts = CountsOf(kind);
                        double[] means = [.. counts.Select(count => 100 * At(kind, count, test).Mean())];
                        return (FigureSeries[])
                        [
                            new(NameOf(kind), counts, means, SeriesStyle.Points, color,
                                [.. counts.Select(count => Spread(At(kind, count, test)))]),
                            new($"{NameOf(kind)}, mean", counts, means, SeriesStyle.Line, color),
                        ];
                    }),
                    .. kinds.Contains(NodeFunction.None)
                        ? (FigureSeries[])
                        [
                            new(
                                NameOf(NodeFunction.None), [CountsOf(NodeFunction.Vortex)[0], settings.Nodes],
                                [.. Enumerable.Repeat(100 * At(NodeFunction.None, LargestOf(NodeFunction.None), test).Mean(), 2)],
                                SeriesStyle.DashedLine, kinds.Length),
                        ]
                        : [],
                ]),
        ],
        "Mean and standard deviation of the masks. The sigmoid and tanh of u are nearly odd about the mean image and add "
            + "little that is "
            + "even in it: half of a quadratic function is missing. A shift of one, or the vortex's growth, brings it.")
    {
        IsLogarithmic = true,
    };

    private Figure DrawOrbits()
    {
        IVortexCoefficients coefficients = oscillator.Coefficients;
        double first = coefficients.FirstCritical.AmperesPerSquareMetre;
        double last = coefficients.Largest.AmperesPerSquareMetre;
        double begin = Math.Max(coefficients.Smallest.AmperesPerSquareMetre, 0);
        double[] currents = [.. Enumerable.Range(0, CurvePoints).Select(i => begin + ((last - begin) * i / (CurvePoints - 1)))];
        VortexCoefficients[] at =
        [
            .. currents.Select(current => coefficients.At(
                CurrentDensity.FromAmperesPerSquareMetre(Math.Min(current, last)))),
        ];
        double[] x = [.. currents.Select(current => current / 1e9)];
        double longest = 20 / oscillator.Disk.DampingPerSecond;
        double[] times = [.. at.Select(each => 1e9 * Math.Min(each.RelaxationSeconds, longest))];
        double highest = at.Max(each => each.StationaryAmplitude);
        static FigureSeries Mark(string name, double at, double top, int color) =>
            new(name, [at / 1e9, at / 1e9], [0, top], SeriesStyle.DashedLine, color);
        return new Figure(
            "Orbit and relaxation against current",
            "current density (GA/m²)",
            [
                new FigurePanel("s∞",
                [
                    new("orbit", x, [.. at.Select(each => each.StationaryAmplitude)], SeriesStyle.Line, 0),
                    Mark("J_c1", first, highest, 1),
                    Mark("J_c2", last, highest, 2),
                ]),
                new FigurePanel("relaxation time (ns)",
                [
                    new("relaxation time", x, times, SeriesStyle.Line, 0),
                    Mark("J_c1, relaxation", first, times.Max(), 1),
                    Mark("J_c2, relaxation", last, times.Max(), 2),
                ]),
            ],
            "Below J_c1 the core returns to the centre, from there on it orbits; beyond J_c2, or the end of the table, the "
                + "model does not hold. At J_c1 the relaxation takes for ever; the curve is cut off.");
    }

    private Figure DrawTransients()
    {
        double largest = oscillator.Coefficients.Largest / oscillator.Coefficients.FirstCritical;
        double seconds = 2.5 * settings.NodeTime.Seconds;
        double start = settings.Start == NodeStart.Reset ? new VortexDrive().ResetAmplitude : new VortexDrive().FirstAmplitude;
        double[] times = [.. Enumerable.Range(0, CurvePoints).Select(i => seconds * i / (CurvePoints - 1))];
        double smallest = oscillator.Coefficients.Smallest / oscillator.Coefficients.FirstCritical;
        return new Figure(
            "Transients",
            "time (ns)",
            [
                new FigurePanel("s",
                [
                    .. ((double[])[0.8, 1, settings.MeanCurrent, settings.MeanCurrent + (2 * settings.Swing), largest])
                        .Where(ratio => ratio >= smallest && ratio <= largest).Distinct().Order().Select((ratio, color) =>
                        {
                            VortexCoefficients at = oscillator.Coefficients.At(oscillator.Coefficients.FirstCritical * ratio);
                            return new FigureSeries(
                                string.Create(CultureInfo.InvariantCulture, $"{ratio:0.##} J_c1"),
                                [.. times.Select(time => time * 1e9)],
                                [.. times.Select(time => at.Advance(start, time))],
                                SeriesStyle.Line,
                                color);
                        }),
                    new(
                        "end of a node", [settings.NodeTime.Nanoseconds, settings.NodeTime.Nanoseconds],
                        [0, oscillator.Coefficients.At(oscillator.Coefficients.Largest).StationaryAmplitude],
                        SeriesStyle.DashedLine, 6),
                ]),
            ],
            "The amplitude from which each node begins, and where its end finds it: while it grows, it depends strongly on the "
                + "current.");
    }

    private Figure DrawWrong(int row)
    {
        double[] pixels = data.Arrays(VortexImagesStudy.WrongPixelsColumn.Name)[row];
        double[] wrong = data.Arrays(VortexImagesStudy.WrongColumn.Name)[row];
        const int perRow = 8;
        const int facts = 3;
        int count = wrong.Length / facts;
        int side = count > 0 ? (int)Math.Round(Math.Sqrt(pixels.Length / count)) : 1;
        int size = side * side;
        string list = string.Join(", ", Enumerable.Range(0, count).Select(
            i => $"{wrong[i * facts]} ({wrong[(i * facts) + 1]} taken for {wrong[(i * facts) + 2]})"));
        return new Figure(
            "Images with a wrong answer",
            "column",
            [
                new FigurePanel("row",
                [
                    new FigureSeries(
                        "grey value",
                        [.. pixels.Select((_, i) => (double)((i / size % perRow * (side + 1)) + (i % side)))],
                        [.. pixels.Select((_, i) => -(double)((i / size / perRow * (side + 1)) + (i % size / side)))],
                        SeriesStyle.Points,
                        0)
                    {
                        Heat = pixels,
                        HeatLabel = "grey value",
                        IsHeatAboutZero = false,
                    },
                ], 2),
            ],
            count > 0
                ? $"The first {count} of the first mask, row after row; number of the test image, class and answer: {list}."
                : "None.");
    }
}
