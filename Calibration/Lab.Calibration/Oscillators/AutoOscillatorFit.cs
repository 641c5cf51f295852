using Lab.Calibration.Regression;
using Lab.Models.StochasticOscillators;
using Lab.Quantities;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Oscillators;

/// <summary>One auto-oscillator (A. Slavin and V. Tiberkevich, IEEE Trans. Magn. 45, 1875, 2009) through all lines of an
/// oscillator, below and above its threshold: frequencies, widths and powers together.</summary>
/// <remarks>Power goes with I² and the mean of p at every current. Frequencies and widths count where they have a simple law:
/// up to ζ = 0.7, where the mean power p shifts the frequency by 2Nω₀p and makes the width 2Γ_G[1 − ζ + 2(Q + ζ)p], the first
/// order in a power that is exponentially distributed; and from ζ = 1.75 on, where the width is (1 + ν²)D_n/p₀.</remarks>
/// <param name="Oscillator">The oscillator with the fitted values.</param>
/// <param name="FrequencyHertz">Its frequency at the operating current.</param>
/// <param name="LinewidthHertz">Full width of its line there.</param>
/// <param name="Nonlinearity">ν there.</param>
/// <param name="DampingHertz">Γ_G/2π.</param>
/// <param name="DampingNonlinearity">Q.</param>
/// <param name="ThresholdAmperes">I_th.</param>
/// <param name="Volts">Amplitude of the voltage at the operating current without noise, where the powers were measured.</param>
/// <param name="Probability">Probability of lines as far from the law, by noise alone.</param>
public sealed record AutoOscillatorFit(
    AutoOscillator Oscillator, Estimate FrequencyHertz, Estimate LinewidthHertz, Estimate Nonlinearity, Estimate DampingHertz,
    Estimate DampingNonlinearity, Estimate ThresholdAmperes, Estimate Volts, double Probability)
{
    private const int Parameters = 7;

    /// <summary>The place of Q among the parameters, and how much more of it shows what it does.</summary>
    private const int Damping = 4;
    private const double DampingChange = 0.05;
    private const double SmallChange = 1e-5;

    private const double LeastProbability = 1e-3;

    /// <summary>Line theory is good to this part of a width, and of a power, at each current, and all together too
    /// [assumption].</summary>
    private const double TheoryPart = 0.03;

    private const double FarBelow = 0.7;
    private const double FarAbove = 1.75;
    private const int LeastFarLines = 2;

    private static readonly double[] StartsOfNonlinearity = [-8, -3, -1, 1, 3, 8];

    /// <summary>Whether the lines follow the law.</summary>
    public bool IsDescribed => Probability >= LeastProbability;

    /// <summary>Fits.</summary>
    /// <param name="lines">The lines, currents ascending.</param>
    /// <param name="threshold">The threshold by the powers alone.</param>
    /// <param name="operatingAmperes">The operating current, above the threshold; one of the lines'.</param>
    /// <param name="failure">Why there is no fit; <see langword="null"/> where there is one.</param>
    /// <returns>The fit, or <see langword="null"/>.</returns>
    public static AutoOscillatorFit? Find(
        IReadOnlyList<OscillatorLine> lines, ThresholdFit threshold, double operatingAmperes, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(lines);
        ArgumentNullException.ThrowIfNull(threshold);
        double first = threshold.ThresholdAmperes.Value;
        int below = lines.Count(line => line.Amperes <= FarBelow * first);
        int above = lines.Count(line => line.Amperes >= FarAbove * first);
        OscillatorLine? operating = lines.FirstOrDefault(
            line => Math.Abs(line.Amperes - operatingAmperes) <= 1e-6 * operatingAmperes);
        if (below < 1 || above < LeastFarLines + 1 || operating is null || operatingAmperes < FarAbove * first)
        {
            failure = $"{below} lines lie far below the threshold of {first * 1e3:0.###} mA and {above} far above it; damping "
                + $"and nonlinearity need one up to {FarBelow} and three from {FarAbove} times of it, the operating current "
                + "among them. Extend 'currents'.";
            return null;
        }

        OscillatorLine lowest = lines[0];
        double damping = lowest.WidthHertz.Value / (2 * (1 - (lowest.Amperes / first)));
        double scale = operating.Power.Value;
        (Vector<double> Place, Matrix<double> Covariance, double Squares)? best = null;
        double startOfBest = 0;
        foreach (double start in StartsOfNonlinearity)
        {
            var found = DampedLeastSquares.Find(
                p => Residuals(lines, first, operating, Values(p, operating, start, damping, first, scale)),
                new double[Parameters]);
            if (found is { } fit && !(fit.Squares >= best?.Squares))
            {
                (best, startOfBest) = (fit, start);
            }
        }

        if (best is not { } law)
        {
            failure = "No auto-oscillator was found that has these lines.";
            return null;
        }

        failure = null;
        double[] values = Values(law.Place, operating, startOfBest, damping, first, scale);
        int freedom = Residuals(lines, first, operating, values).Length - Parameters;

        // Lines about which the law does not hold tell less than their noise.
        double factor = Math.Max(1, law.Squares / Math.Max(freedom, 1));
        double Sigma(int k) => Math.Sqrt(factor * law.Covariance[k, k]);
        Estimate Relative(int k, double part = 0) => new(values[k], Math.Abs(values[k]) * double.Hypot(Sigma(k), part));

        // Q may come out near zero, where its logarithm is not determined; it is told by what a larger one does to the lines.
        double DampingSigma()
        {
            Vector<double> Changed(int k, double change)
            {
                double[] moved = (double[])values.Clone();
                if (k == Damping)
                {
                    moved[k] += change;
                }
                else
                {
                    Vector<double> aside = law.Place.Clone();
                    aside[k] += change;
                    moved = Values(aside, operating, startOfBest, damping, first, scale);
                }

                return Vector<double>.Build.DenseOfArray(Residuals(lines, first, operating, moved));
            }

            Vector<double> here = Changed(0, 0);
            var slopes = Matrix<double>.Build.DenseOfColumnVectors(Enumerable.Range(0, Parameters).Select(k =>
            {
                double change = k == Damping ? DampingChange : SmallChange;
                return (Changed(k, change) - here) / change;
            }));
            return Math.Sqrt(slopes.TransposeThisAndMultiply(slopes).Inverse()[Damping, Damping]);
        }

        AutoOscillator oscillator = OscillatorOf(values, operating.Amperes);
        double share = oscillator.StationaryPower(Current.FromAmperes(operating.Amperes))
            / oscillator.MeanPower(Current.FromAmperes(operating.Amperes));
        double volts = Math.Sqrt(2 * values[6] * share);
        return new AutoOscillatorFit(
            oscillator,
            new Estimate(values[0], operating.WidthHertz.Value * Sigma(0)),
            Relative(1, TheoryPart),
            new Estimate(values[2], double.Hypot(Sigma(2), TheoryPart * values[2])),
            Relative(3, TheoryPart),
            new Estimate(values[4], Math.Sqrt(factor) * DampingSigma()),
            Relative(5),
            new Estimate(volts, volts / 2 * double.Hypot(Sigma(6), TheoryPart)),
            freedom > 0 ? 1 - ChiSquared.CDF(freedom, law.Squares) : 1);
    }

    /// <summary>The line of the fitted oscillator at a current: frequency, width and power in Hz and V².</summary>
    /// <param name="current">The current.</param>
    /// <param name="operating">The operating current.</param>
    public (double Hertz, double WidthHertz, double Power) At(Current current, Current operating)
    {
        double ratio = current / operating;
        (double hertz, double width) = LineOf(Oscillator, current);
        return (
            hertz, width,
            Volts.Value * Volts.Value / 2 * ratio * ratio
                * Oscillator.MeanPower(current) / Oscillator.StationaryPower(operating));
    }

    // Frequency, linewidth, ν, Γ_G/2π, Q, I_th and power at the operating current.
    private static double[] Values(
        Vector<double> p, OscillatorLine operating, double nonlinearity, double damping, double threshold, double scale) =>
    [
        operating.Hertz.Value + (operating.WidthHertz.Value * p[0]), operating.WidthHertz.Value * Math.Exp(p[1]),
        nonlinearity + p[2], damping * Math.Exp(p[3]), Math.Exp(p[4]), threshold * Math.Exp(p[5]), scale * Math.Exp(p[6]),
    ];

    private static AutoOscillator OscillatorOf(double[] values, double amperes) => AutoOscillator.AtOperatingPoint(
        Current.FromAmperes(amperes), Frequency.FromHertz(values[0]), Frequency.FromHertz(values[1]), values[2],
        Frequency.FromHertz(values[3]), values[4], Current.FromAmperes(values[5]));

    // Which lines count is decided by the first threshold, so that their number does not change.
    private static double[] Residuals(
        IReadOnlyList<OscillatorLine> lines, double threshold, OscillatorLine operating, double[] values)
    {
        var residuals = new List<double>();
        AutoOscillator oscillator;
        try
        {
            oscillator = OscillatorOf(values, operating.Amperes);
        }
        catch (ArgumentOutOfRangeException)
        {
            // A threshold above the operating current, or a frequency below zero: no oscillator, and far from any line.
            return [.. Enumerable.Repeat(1e6, CountOf(lines, threshold))];
        }

        double mean = oscillator.MeanPower(Current.FromAmperes(operating.Amperes));
        foreach (OscillatorLine line in lines)
        {
            var current = Current.FromAmperes(line.Amperes);
            double ratio = line.Amperes / operating.Amperes;
            double power = values[6] * ratio * ratio * oscillator.MeanPower(current) / mean;
            residuals.Add(Math.Log(line.Power.Value / power) / Part(line.Power));
            if (IsFar(line, threshold))
            {
                (double hertz, double width) = LineOf(oscillator, current);
                residuals.Add(
                    (line.Hertz.Value - hertz)
                        / double.Hypot(line.Hertz.StandardUncertainty, TheoryPart * line.WidthHertz.Value));
                residuals.Add(Math.Log(line.WidthHertz.Value / width) / Part(line.WidthHertz));
            }
        }

        return [.. residuals];
    }

    private static (double Hertz, double WidthHertz) LineOf(AutoOscillator oscillator, Current current)
    {
        double supercriticality = oscillator.Supercriticality(current);
        if (supercriticality > 1)
        {
            return (oscillator.FrequencyAt(current).Hertz, oscillator.Linewidth(current).Hertz);
        }

        double power = oscillator.MeanPower(current);
        return (
            oscillator.RestFrequency.Hertz * (1 + (2 * oscillator.FrequencyNonlinearity * power)),
            2 * oscillator.DampingRate.Hertz
                * (1 - supercriticality + (2 * (oscillator.DampingNonlinearity + supercriticality) * power)));
    }

    private static int CountOf(IReadOnlyList<OscillatorLine> lines, double threshold) =>
        lines.Sum(line => IsFar(line, threshold) ? 3 : 1);

    private static bool IsFar(OscillatorLine line, double threshold) =>
        line.Amperes <= FarBelow * threshold || line.Amperes >= FarAbove * threshold;

    private static double Part(Estimate estimate) =>
        double.Hypot(estimate.StandardUncertainty / estimate.Value, TheoryPart);
}
