using Lab.Calibration;
using Lab.Calibration.Regression;

namespace Lab.Protocols.Chains;

/// <summary>The measurement at one pair of currents: the weights from each input alone, and the multiply-and-accumulate with
/// both, the voltmeter's offset taken off.</summary>
internal sealed class WeightPair
{
    private readonly MultipleLinearFit line;
    private readonly MultipleLinearFit bent;

    /// <summary>Fits V = offset + W1·P1 + W2·P2 to the readings with one input or none, and the same with P1² and P2² to see the
    /// bend.</summary>
    /// <param name="current1">Current over the first junction, A.</param>
    /// <param name="current2">Current over the second junction, A.</param>
    /// <param name="readings">All readings at this pair of currents.</param>
    public WeightPair(double current1, double current2, IReadOnlyList<ChainReading> readings)
    {
        (Current1, Current2) = (current1, current2);
        ChainReading[] single = [.. readings.Where(reading => reading.Part != ChainPart.Both)];
        ChainReading[] both = [.. readings.Where(reading => reading.Part == ChainPart.Both)];
        double[] volts = [.. single.Select(reading => reading.Volts)];
        line = MultipleLinearFit.Of([.. single.Select(reading => Straight(reading.Power1, reading.Power2))], volts);
        bent = MultipleLinearFit.Of([.. single.Select(reading => Bent(reading.Power1, reading.Power2))], volts);
        Power1 = [.. both.Select(reading => reading.Power1)];
        Power2 = [.. both.Select(reading => reading.Power2)];
        Measured = [.. both.Select(reading => reading.Volts - line.Coefficients[0].Value)];
        Ideal = [.. Power1.Zip(Power2, (p1, p2) => (p1 * Weight1.Value) + (p2 * Weight2.Value))];

        // Readings at equal set-points differ by noise alone, whatever the junctions do.
        foreach (var equal in single.GroupBy(reading => (reading.Power1, reading.Power2)))
        {
            double mean = equal.Average(reading => reading.Volts);
            RepeatSquares += equal.Sum(reading => (reading.Volts - mean) * (reading.Volts - mean));
            RepeatDegrees += equal.Count() - 1;
        }
    }

    public double Current1 { get; }

    public double Current2 { get; }

    /// <summary>Weight of the first input, V/W.</summary>
    public Estimate Weight1 => line.Coefficients[1];

    /// <summary>Weight of the second input, V/W.</summary>
    public Estimate Weight2 => line.Coefficients[2];

    /// <summary>Powers of the first input, W, shape [point].</summary>
    public double[] Power1 { get; }

    /// <summary>Powers of the second input, W, shape [point].</summary>
    public double[] Power2 { get; }

    /// <summary>Voltages with both inputs on, the offset taken off, V, shape [point].</summary>
    public double[] Measured { get; }

    /// <summary>P1·W1 + P2·W2, V, shape [point] (Eq. 5.6).</summary>
    public double[] Ideal { get; }

    /// <summary>Sum of the squares of equal readings about their mean, V².</summary>
    public double RepeatSquares { get; }

    /// <summary>Degrees of freedom of <see cref="RepeatSquares"/>.</summary>
    public int RepeatDegrees { get; }

    /// <summary>Root mean square of measured less ideal, V.</summary>
    public double Rmse => Math.Sqrt(Measured.Zip(Ideal, (measured, ideal) => (measured - ideal) * (measured - ideal)).Average());

    /// <summary>Mean square by which noise alone parts a measured point from its ideal: that of the reading, of the offset and of
    /// the two weights, in units of the variance of a reading.</summary>
    public double NoiseFactor =>
        Enumerable.Range(0, Measured.Length).Average(i => 1 + line.LeverageAt(Straight(Power1[i], Power2[i])));

    /// <summary>Standard uncertainty of a weight in units of that of a reading, 1/W.</summary>
    /// <param name="input">Index of the input.</param>
    public double WeightLeverage(int input) => Math.Sqrt(line.LeverageAt(input == 0 ? [0, 1, 0] : [0, 0, 1]));

    /// <summary>Slope of V(P) at vanishing power, V/W: of the fit that bends.</summary>
    /// <param name="input">Index of the input.</param>
    public double SlopeAtVanishingPower(int input) => bent.Coefficients[1 + input].Value;

    /// <summary>Standard uncertainty of <see cref="SlopeAtVanishingPower"/> in units of that of a reading, 1/W.</summary>
    /// <param name="input">Index of the input.</param>
    public double VanishingLeverage(int input) => Math.Sqrt(bent.LeverageAt(input == 0 ? [0, 1, 0, 0, 0] : [0, 0, 1, 0, 0]));

    /// <summary>Square of the bend of V(P) over its variance, 1 on average where there is none.</summary>
    /// <param name="input">Index of the input.</param>
    /// <param name="readingVariance">Variance of a reading, V².</param>
    public double BendInNoise(int input, double readingVariance)
    {
        double bend = bent.Coefficients[3 + input].Value;
        return bend * bend / (readingVariance * bent.LeverageAt(input == 0 ? [0, 0, 0, 1, 0] : [0, 0, 0, 0, 1]));
    }

    /// <summary>Mean square by which the bend of V(P) of each input alone parts the sum from a sum of straight lines, V², less
    /// what noise adds to the bends.</summary>
    /// <param name="readingVariance">Variance of a reading, V².</param>
    public double BendMeanSquare(double readingVariance) => Enumerable.Range(0, Measured.Length).Average(i =>
    {
        double[] straightRow = Straight(Power1[i], Power2[i]);
        double[] bentRow = Bent(Power1[i], Power2[i]);
        double difference = bent.At(bentRow) - line.At(straightRow);

        // Of nested fits to the same points the variance of the difference is the difference of the variances.
        return (difference * difference) - (readingVariance * (bent.LeverageAt(bentRow) - line.LeverageAt(straightRow)));
    });

    private static double[] Straight(double power1, double power2) => [1, power1, power2];

    private static double[] Bent(double power1, double power2) => [1, power1, power2, power1 * power1, power2 * power2];
}
