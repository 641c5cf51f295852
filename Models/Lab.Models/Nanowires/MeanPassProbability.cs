using Lab.Quantities;

namespace Lab.Models.Nanowires;

/// <summary>The pass probability of the form of one wire (Ellis 2023, Eq. 9) that comes next to the mean of many
/// wires'.</summary>
/// <remarks>The mean is flatter than the law of the mean wire: it rises wherever one of the wires does. Its floor is the mean of
/// the floors; centre and slope are those of the logistic function with the largest likelihood for walls that pass the mean, as
/// many at each field.</remarks>
public static class MeanPassProbability
{
    private const int Fields = 200;
    private const int MostSteps = 100;
    private const double Settled = 1e-10;

    /// <summary>Finds it.</summary>
    /// <param name="wires">The wires; at least one.</param>
    /// <param name="from">The lowest field that counts.</param>
    /// <param name="to">The highest.</param>
    /// <returns>The law, and the largest difference of the mean from it between those fields.</returns>
    /// <exception cref="ArgumentException">There are no wires, or no fields between those two.</exception>
    /// <exception cref="ArithmeticException">The wires have no such law: between the fields their mean does not rise.</exception>
    public static (PassProbability Law, double LargestDifference) Of(
        IReadOnlyCollection<PassProbability> wires, MagneticField from, MagneticField to)
    {
        ArgumentNullException.ThrowIfNull(wires);
        if (wires.Count == 0 || !(to > from))
        {
            throw new ArgumentException($"{wires.Count} wires between {from} and {to} have no mean.", nameof(wires));
        }

        double floor = wires.Average(wire => wire.Floor);
        double start = wires.Average(wire => wire.Centre.Tesla);
        double scale = 1 / wires.Average(wire => wire.SlopePerTesla); // T; the fit is made in its units about the start
        double[] places = [.. Enumerable.Range(0, Fields).Select(
            i => (from.Tesla + ((to - from).Tesla * (i + 0.5) / Fields) - start) / scale)];
        double[] means = [.. places.Select(
            place => wires.Average(wire => wire.At(MagneticField.FromTesla(start + (place * scale)))))];
        (double offset, double slope) = Climb(places, [.. means.Select(mean => (mean - floor) / (1 - floor))]);
        var law = new PassProbability
        {
            Centre = MagneticField.FromTesla(start - (offset / slope * scale)),
            SlopePerTesla = slope / scale,
            Floor = floor,
        };
        double largest = places.Zip(means, (place, mean) =>
            Math.Abs(law.At(MagneticField.FromTesla(start + (place * scale))) - mean)).Max();
        return (law, largest);
    }

    // Newton's steps to the largest likelihood of 1/(1 + exp(−a − bx)), which has one maximum; halved where they overshoot.
    private static (double Offset, double Slope) Climb(double[] places, double[] means)
    {
        (double a, double b) = (0, 0.5);
        for (int step = 0; step < MostSteps; step++)
        {
            (double ofA, double ofB, double aa, double ab, double bb) = (0, 0, 0, 0, 0);
            for (int i = 0; i < places.Length; i++)
            {
                double p = 1 / (1 + Math.Exp(-a - (b * places[i])));
                double off = means[i] - p;
                double weight = p * (1 - p);
                (ofA, ofB) = (ofA + off, ofB + (off * places[i]));
                (aa, ab, bb) = (aa + weight, ab + (weight * places[i]), bb + (weight * places[i] * places[i]));
            }

            double determinant = (aa * bb) - (ab * ab);
            (double da, double db) = (((bb * ofA) - (ab * ofB)) / determinant, ((aa * ofB) - (ab * ofA)) / determinant);
            double part = 1;
            double before = LikelihoodOf(places, means, a, b);
            while (LikelihoodOf(places, means, a + (part * da), b + (part * db)) < before && part > Settled)
            {
                part /= 2;
            }

            (a, b) = (a + (part * da), b + (part * db));
            if (Math.Abs(da) + Math.Abs(db) < Settled)
            {
                break;
            }
        }

        return b > 0 && double.IsFinite(a) && double.IsFinite(b)
            ? (a, b)
            : throw new ArithmeticException("The mean of the wires does not rise between these fields.");
    }

    private static double LikelihoodOf(double[] places, double[] means, double a, double b)
    {
        double sum = 0;
        for (int i = 0; i < places.Length; i++)
        {
            double exponent = a + (b * places[i]);

            // ln(1 + eˣ) without an overflow.
            sum += (means[i] * exponent) - Math.Max(exponent, 0) - Math.Log(1 + Math.Exp(-Math.Abs(exponent)));
        }

        return sum;
    }
}
