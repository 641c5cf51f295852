using System.Globalization;
using Lab.Models.Data;

namespace Lab.Protocols.Training;

/// <summary>Length and width of iris petals (Fisher 1936), the task with two real features.</summary>
public static class IrisPetals
{
    private static readonly string[] Species = ["setosa", "versicolor", "virginica"];

    /// <summary>Versicolor (class 0) against virginica (class 1): 50 of each, no straight line divides them without an error.
    /// Features are length and width in cm.</summary>
    public static LabelledSamples VersicolorOrVirginica()
    {
        (double Length, double Width, int Species)[] flowers = [.. Read().Where(flower => flower.Species > 0)];
        return new LabelledSamples(
            [.. flowers.Select(flower => (double[])[flower.Length, flower.Width])],
            [.. flowers.Select(flower => flower.Species - 1)]);
    }

    private static IEnumerable<(double Length, double Width, int Species)> Read()
    {
        using Stream stream = typeof(IrisPetals).Assembly.GetManifestResourceStream("iris-petals.csv")
            ?? throw new InvalidOperationException("Bug in Lab: the iris petals are not part of the program.");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#') || line.StartsWith("petal", StringComparison.Ordinal))
            {
                continue;
            }

            string[] cells = line.Split(',');
            yield return (
                double.Parse(cells[0], CultureInfo.InvariantCulture),
                double.Parse(cells[1], CultureInfo.InvariantCulture),
                Array.IndexOf(Species, cells[2]));
        }
    }
}
