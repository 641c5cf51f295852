using Lab.Calibration;
using Lab.Quantities;

namespace Lab.Protocols.SpinDiodes;

/// <summary>The phase at which readings of a lock-in amplifier vary most, and the readings turned to it.</summary>
/// <param name="Phase">The phase of the signal, rad.</param>
/// <param name="InPhase">The readings along it, shape [point], in the unit of the readings.</param>
/// <param name="Quadrature">The readings across it.</param>
/// <remarks>A signal of one phase varies along one direction of the X-Y plane; the direction is that of the larger eigenvalue of
/// the covariance. It is known but for its sign.</remarks>
internal sealed record QuadratureRotation(Estimate Phase, double[] InPhase, double[] Quadrature)
{
    /// <summary>Finds the phase.</summary>
    /// <param name="x">X, shape [point]; at least two.</param>
    /// <param name="y">Y.</param>
    /// <param name="expected">The phase of a positive signal, within 90°: it decides the sign.</param>
    public static QuadratureRotation Of(double[] x, double[] y, Angle expected)
    {
        double meanX = x.Average();
        double meanY = y.Average();
        double xx = x.Sum(each => (each - meanX) * (each - meanX));
        double yy = y.Sum(each => (each - meanY) * (each - meanY));
        double xy = x.Zip(y, (one, other) => (one - meanX) * (other - meanY)).Sum();
        double phase = Math.Atan2(2 * xy, xx - yy) / 2;
        phase = expected.Radians + Math.IEEERemainder(phase - expected.Radians, Math.PI);
        (double sine, double cosine) = Math.SinCos(phase);
        double[] along = [.. x.Zip(y, (one, other) => (one * cosine) + (other * sine))];
        double[] across = [.. x.Zip(y, (one, other) => (other * cosine) - (one * sine))];
        double uncertainty = DeviationOf(across) / (DeviationOf(along) * Math.Sqrt(x.Length));
        return new QuadratureRotation(new Estimate(phase, uncertainty), along, across);
    }

    /// <summary>Standard deviation of the readings across the phase.</summary>
    public double QuadratureDeviation => DeviationOf(Quadrature);

    private static double DeviationOf(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(each => (each - mean) * (each - mean)));
    }
}
