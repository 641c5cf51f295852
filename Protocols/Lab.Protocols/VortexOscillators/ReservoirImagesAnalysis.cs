using System.Globalization;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.VortexOscillators;

/// <summary>Counts the right answers of a device and of its model to the same images.</summary>
internal static class ReservoirImagesAnalysis
{
    /// <summary>Draws the conclusions.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="data">The record.</param>
    public static Analysis Of(BenchImagesSettings settings, IRunData data)
    {
        double[] labels = All(data, ReservoirImagesExperiment.LabelColumn);
        double[] answers = All(data, ReservoirImagesExperiment.AnswerColumn);
        double[] model = All(data, ReservoirImagesExperiment.ModelColumn);
        double device = ShareOf(labels, answers);
        double seconds = data.Numbers(ReservoirImagesExperiment.TimeColumn.Name).Sum() / labels.Length;
        double deviceScatter = Rms(data.Numbers(ReservoirImagesExperiment.DeviceScatterColumn.Name));
        double modelScatter = Rms(data.Numbers(ReservoirImagesExperiment.ModelScatterColumn.Name));
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The device names {test_accuracy} of the images rightly, and its model {model_accuracy}. Both agree on "
                    + "{agreement} of the images.",
                "Where they differ, fit the device's transients anew with `lab run vortex-fit`. `lab run vortex-images` tells "
                    + "what more nodes would bring.")
            {
                Trust =
                    "The device may scatter about the model by no more than heat does: {device_scatter} against {model_scatter}.",
            },
            Results =
            [
                Accuracy("test_accuracy", device, labels.Length, $"Right answers of the device to {labels.Length} test images."),
                Accuracy(
                    "model_accuracy", ShareOf(labels, model), labels.Length,
                    "The same of the model with heat of its own, to the same images."),
                Accuracy("agreement", ShareOf(model, answers), labels.Length, "Images that both take for the same class."),
                new(
                    "device_scatter", deviceScatter, string.Empty, Uncertainty: null,
                    "Deviation of the device's amplitudes from the mean of the model, rms, in units of the radius.")
                { Digits = 3 },
                new(
                    "model_scatter", modelScatter, string.Empty, Uncertainty: null,
                    "The same of the model itself: what heat alone does.")
                { Digits = 3 },
                new(
                    "image_time", seconds, "s", Uncertainty: null, "Time of the bench for an image, transfers and all.")
                { Digits = 3 },
            ],
            Figures = [Confusion(labels, answers)],
            Warnings = Doubts(settings, deviceScatter, modelScatter),
        };
    }

    // Twice the variance of the heat.
    private static IReadOnlyList<string> Doubts(BenchImagesSettings settings, double device, double model) =>
        device > Math.Sqrt(2) * model && settings.Temperature.Kelvin > 0
            ?
            [
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The device scatters by {device:0.000} about the model, and heat alone by {model:0.000}: it is not the "
                        + $"oscillator that the read-out was trained on, or the reading adds as much noise.")
                    + " Look at 'critical_current', 'drive_resistance', 'range' and 'coefficients'.",
            ]
            : [];

    private static ResultValue Accuracy(string name, double share, int count, string what) =>
        new(name, share, string.Empty, Math.Sqrt(Math.Max(share * (1 - share), 0.5 / count) / count), what);

    private static double ShareOf(double[] one, double[] other) =>
        one.Zip(other, (a, b) => a == b ? 1.0 : 0.0).Average();

    private static double Rms(double[] values) => Math.Sqrt(values.Average(value => value * value));

    private static double[] All(IRunData data, Column column) => [.. data.Arrays(column.Name).SelectMany(values => values)];

    private static Figure Confusion(double[] labels, double[] answers)
    {
        int classes = (int)labels.Concat(answers).Max() + 1;
        int[] cells = [.. Enumerable.Range(0, classes * classes)];
        return new Figure(
            "Answers of the device",
            "class",
            [
                new FigurePanel(
                    "answer",
                    [
                        new FigureSeries(
                            "images", [.. cells.Select(cell => (double)(cell / classes))],
                            [.. cells.Select(cell => (double)(cell % classes))], SeriesStyle.Points, 0)
                        {
                            Heat = [.. cells.Select(cell => (double)labels.Zip(answers).Count(
                                pair => pair.First == cell / classes && pair.Second == cell % classes))],
                            HeatLabel = "images",
                            IsHeatAboutZero = false,
                        },
                    ]),
            ]);
    }
}
