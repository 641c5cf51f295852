using Lab.Calibration.Noise;

namespace Lab.Calibration.SpinDiodes;

/// <summary>
/// Finds starting values for the fit in the data alone. At a given resonance and linewidth the linear spectrum is linear in βξ_S,
/// βξ_A and the offset, so a grid over the two and a small least-squares problem at each node cover all signs and shapes.
/// </summary>
internal static class SpinDiodeSearch
{
    // Linewidths a factor of 2 and resonances three quarters of a linewidth apart put a node within reach of every line: from there
    // the fit proper converges, as the tests show for all shapes.
    private const double LinewidthStep = 2;
    private const double ResonanceStep = 0.75;

    // The walk's variance per point over the white one. A hundredth keeps a drifting offset from posing as a wide resonance and
    // leaves lines of ten points untouched; the fit proper finds the true ratio.
    private const double VarianceRatioPerPoint = 0.01;

    /// <summary>The best node of the grid as a vector of parameters, with N and Q zero; null where no node explains anything.</summary>
    public static double[]? Start(SpinDiodeSpectrum spectrum)
    {
        double duration = spectrum.TimeSeconds[^1] - spectrum.TimeSeconds[0];
        var whitening = new RandomWalkWhitening(
            spectrum.TimeSeconds, duration > 0 ? VarianceRatioPerPoint * (spectrum.Count - 1) / duration : 0);
        double[] ones = new double[spectrum.Count];
        Array.Fill(ones, 1);
        whitening.Apply(ones, ones);
        double offsetSquares = Dot(ones, ones);
        double[] voltages = new double[spectrum.Count];
        whitening.Apply(spectrum.VoltageVolts, voltages);
        double offset = Dot(ones, voltages) / offsetSquares;
        Subtract(voltages, ones, offset);

        double[] symmetric = new double[spectrum.Count];
        double[] antisymmetric = new double[spectrum.Count];
        double bestGain = 0;
        double[]? best = null;
        double span = spectrum.HighestHertz - spectrum.LowestHertz;
        for (double linewidth = spectrum.SpacingHertz / 2; linewidth <= span / 2; linewidth *= LinewidthStep)
        {
            for (double resonance = spectrum.LowestHertz; resonance <= spectrum.HighestHertz; resonance += ResonanceStep * linewidth)
            {
                ShapesInto(spectrum, resonance, linewidth, symmetric, antisymmetric);
                whitening.Apply(symmetric, symmetric);
                whitening.Apply(antisymmetric, antisymmetric);
                Subtract(symmetric, ones, Dot(ones, symmetric) / offsetSquares);
                Subtract(antisymmetric, ones, Dot(ones, antisymmetric) / offsetSquares);

                double ss = Dot(symmetric, symmetric);
                double aa = Dot(antisymmetric, antisymmetric);
                double sa = Dot(symmetric, antisymmetric);
                double sv = Dot(symmetric, voltages);
                double av = Dot(antisymmetric, voltages);
                double determinant = (ss * aa) - (sa * sa);
                double symmetricWeight = ((aa * sv) - (sa * av)) / determinant;
                double antisymmetricWeight = ((ss * av) - (sa * sv)) / determinant;
                double gain = (symmetricWeight * sv) + (antisymmetricWeight * av);
                if (determinant > 1e-12 * ss * aa && gain > bestGain)
                {
                    bestGain = gain;
                    best = new double[spectrum.ParameterCount];
                    best[SpinDiodeSpectrum.Resonance] = resonance;
                    best[SpinDiodeSpectrum.Linewidth] = linewidth;
                    best[SpinDiodeSpectrum.Symmetric] = symmetricWeight;
                    best[SpinDiodeSpectrum.Antisymmetric] = antisymmetricWeight;
                    best[SpinDiodeSpectrum.Offset] = offset;
                }
            }
        }

        return best;
    }

    /// <summary>The two Lorentzians of Eq. 3.15 in the linear limit, per βξ_S and βξ_A.</summary>
    private static void ShapesInto(SpinDiodeSpectrum spectrum, double resonanceHertz, double linewidthHertz, double[] symmetric, double[] antisymmetric)
    {
        for (int i = 0; i < symmetric.Length; i++)
        {
            double detuning = spectrum.FrequencyHertz[i] - resonanceHertz;
            double scale = spectrum.PowerWatts[i] / (Math.Tau * ((linewidthHertz * linewidthHertz) + (detuning * detuning)));
            symmetric[i] = scale * linewidthHertz;
            antisymmetric[i] = scale * detuning;
        }
    }

    private static double Dot(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    private static void Subtract(double[] values, double[] direction, double factor)
    {
        for (int i = 0; i < values.Length; i++)
        {
            values[i] -= factor * direction[i];
        }
    }
}
