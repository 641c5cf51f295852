using Lab.Calibration.Regression;
using Lab.Models.SignalAnalysis;
using MathNet.Numerics.LinearAlgebra;

namespace Lab.Calibration.Oscillators;

/// <summary>A Lorentzian line, skewed where it is, on a flat floor in a power spectrum, seen through the resolution of the
/// instrument.</summary>
/// <remarks>The density of noise scatters by a part of itself: each point weighs by the fitted density, and what this part is,
/// the residuals tell, with their correlation from point to point. Wide lines and lines that are little above the floor are thus
/// told as well as sharp ones. The fit looks at three widths on either side. The phase of an oscillator whose power relaxes
/// spreads more slowly at first: its autocorrelation goes as e^(−Δ|τ|/2)·[1 + a(1 − e^(−2Γ_p|τ|))], a = ν²Δ/((1 + ν²)·4Γ_p) with
/// Δ the linewidth, so that a Lorentzian of a width of 4Γ_p is missing below the line. Near the line it is flat and part of the
/// floor, which may therefore lie below zero; one that may not makes the line some per cent too narrow. Where the frequency
/// follows the power, louder moments lie to one side: with the correlation of both, c = 2ν⟨(δp/2p₀)²⟩, the line is
/// (1 + cx)/(1 + x²) with x the distance over half its width (J.-V. Kim et al., Phys. Rev. Lett. 100, 167201, 2008, have the line
/// near the threshold). A fit without it puts the centre about seven times
/// as far off as the maximum is, since it looks at the flanks.</remarks>
/// <param name="CentreHertz">The frequency, Hz.</param>
/// <param name="WidthHertz">Full width at half maximum without the resolution, Hz.</param>
/// <param name="Power">The power under the line, in the unit of the densities times Hz.</param>
/// <param name="Floor">The density beside it, less what is missing there; it may be below zero.</param>
/// <param name="ResolutionHertz">Noise bandwidth of the instrument's filter, Hz.</param>
public sealed record SpectralLineFit(
    Estimate CentreHertz, Estimate WidthHertz, Estimate Power, Estimate Floor, double ResolutionHertz)
{
    private const double LeastSignificance = 4;
    private const int Rounds = 4;
    private const int All = 5;

    /// <summary>The largest skew; more would make the line negative at its feet.</summary>
    private const double MostSkew = 0.15;

    /// <summary>The largest part of the line that a floor below zero may take away anywhere.</summary>
    private const double MostMissing = 0.5;

    private const int KernelHalf = 8;
    private const int CorrelatedPoints = 4;
    private const int FewestPoints = 12;
    private const double WidthsAside = 3;
    private const double ResolutionsAside = 12;
    private const int SmoothHalf = 5;
    private const int LowerPart = 5;

    /// <summary>Half of the largest width that counts as a line, as a part of the spectrum.</summary>
    private const double MostWidth = 0.5;

    /// <summary>The lowest and the highest frequency that the fit looked at, Hz.</summary>
    public (double FromHertz, double ToHertz) Band { get; init; }

    /// <summary>How much more the upper side of the line has than the lower one: c of (1 + cx)/(1 + x²).</summary>
    public Estimate Skew { get; init; }

    /// <summary>The fitted density at a frequency.</summary>
    /// <param name="hertz">The frequency.</param>
    public double At(double hertz) =>
        Density(hertz, CentreHertz.Value, WidthHertz.Value, Power.Value, Floor.Value, ResolutionHertz, Skew.Value);

    /// <summary>Fits.</summary>
    /// <param name="spectrum">The spectrum, at least 20 points.</param>
    /// <param name="resolutionHertz">Noise bandwidth of the filter through which it was measured. Positive.</param>
    /// <returns>The line; <see langword="null"/> where there is none above the noise.</returns>
    public static SpectralLineFit? Find(PowerSpectrum spectrum, double resolutionHertz)
    {
        ArgumentNullException.ThrowIfNull(spectrum);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(resolutionHertz);
        LorentzLine first = StartOf([.. spectrum.Hertz], [.. spectrum.Densities]);
        double reach = Math.Max(WidthsAside * first.WidthHertz, ResolutionsAside * resolutionHertz);
        int[] near = [.. Enumerable.Range(0, spectrum.Hertz.Count)
            .Where(i => Math.Abs(spectrum.Hertz[i] - first.CentreHertz) <= reach)];
        double[] hertz = [.. near.Select(i => spectrum.Hertz[i])];
        double[] densities = [.. near.Select(i => spectrum.Densities[i])];
        if (!(first.Power > 0 && first.Floor > 0) || near.Length < FewestPoints)
        {
            return null;
        }

        // Units in which all parameters are of the size of one; width and power by their logarithms. A floor that would take more
        // than a part of the line is none: it is zero then, and the others are fitted anew.
        double unit = first.WidthHertz;
        Vector<double> place = Vector<double>.Build.Dense(All);
        double? floorSigma = null;
        double[] model = [.. hertz.Select(f => Model(f, place))];
        (Vector<double> Place, Matrix<double> Covariance, double Squares)? found = null;
        for (int round = 0; round < Rounds; round++)
        {
            double[] weights = model;
            found = DampedLeastSquares.Find(
                p => [.. hertz.Select((f, i) => (densities[i] - Model(f, p)) / weights[i])], place.ToArray());
            if (found is null)
            {
                return null;
            }

            place = found.Value.Place;
            if (place.Count == All && -FloorOf(place) > MostMissing * hertz.Min(f => Model(f, place) - FloorOf(place)))
            {
                floorSigma = first.Floor * Math.Sqrt(found.Value.Covariance[All - 1, All - 1]);
                place = place.SubVector(0, All - 1);
                round = -1;
            }

            model = [.. hertz.Select(f => Model(f, place))];
        }

        double[] residuals = [.. densities.Zip(model, (density, fitted) => (density / fitted) - 1)];
        double variance = VarianceOf(residuals, place.Count);
        Matrix<double> covariance = found!.Value.Covariance * variance;
        double Sigma(int k) => Math.Sqrt(covariance[k, k]);
        double centre = first.CentreHertz + (unit * place[0]);
        double width = unit * Math.Exp(place[1]);
        double power = first.Power * Math.Exp(place[2]);
        double floor = FloorOf(place);
        floorSigma = floorSigma * Math.Sqrt(variance) ?? first.Floor * Sigma(All - 1);
        return Sigma(2) < 1 / LeastSignificance && centre > hertz[0] && centre < hertz[^1]
            && width < MostWidth * (spectrum.Hertz[^1] - spectrum.Hertz[0])
            ? new SpectralLineFit(
                new Estimate(centre, unit * Sigma(0)), new Estimate(width, width * Sigma(1)),
                new Estimate(power, power * Sigma(2)), new Estimate(floor, floorSigma.Value), resolutionHertz)
            {
                Band = (hertz[0], hertz[^1]),
                Skew = new Estimate(SkewOf(place), SkewSigma()),
            }
            : null;

        double FloorOf(Vector<double> p) => p.Count == All ? first.Floor * (1 + p[All - 1]) : 0;

        double Model(double f, Vector<double> p) => Density(
            f, first.CentreHertz + (unit * p[0]), unit * Math.Exp(p[1]), first.Power * Math.Exp(p[2]),
            FloorOf(p), resolutionHertz, SkewOf(p));

        static double SkewOf(Vector<double> p) => MostSkew * Math.Tanh(p[3]);

        // Half of what one standard deviation on either side makes; the slope alone would tell nothing at the largest skew.
        double SkewSigma() => MostSkew * (Math.Tanh(place[3] + Sigma(3)) - Math.Tanh(place[3] - Sigma(3))) / 2;
    }

    // The highest place of the smoothed spectrum, and what lies about it above the lower densities.
    private static LorentzLine StartOf(double[] hertz, double[] densities)
    {
        double[] smooth = [.. Enumerable.Range(0, densities.Length).Select(i =>
            densities[Math.Max(0, i - SmoothHalf)..Math.Min(densities.Length, i + SmoothHalf + 1)].Average())];
        double floor = smooth.Order().ElementAt(smooth.Length / LowerPart);
        int peak = Array.IndexOf(smooth, smooth.Max());
        double reach = (hertz[^1] - hertz[0]) / LowerPart;
        double power = Enumerable.Range(0, hertz.Length).Where(i => Math.Abs(hertz[i] - hertz[peak]) < reach)
            .Sum(i => (densities[i] - floor) * (hertz[1] - hertz[0]));
        return new LorentzLine(hertz[peak], 2 * power / (Math.PI * (smooth[peak] - floor)), power, floor);
    }

    // Of a point's relative scatter; neighbours that rise together tell less than as many that do not.
    private static double VarianceOf(double[] residuals, int fitted)
    {
        double variance = residuals.Sum(value => value * value) / (residuals.Length - fitted);
        double together = 1;
        for (int lag = 1; lag <= CorrelatedPoints; lag++)
        {
            double product = 0;
            for (int i = lag; i < residuals.Length; i++)
            {
                product += residuals[i] * residuals[i - lag];
            }

            together += 2 * Math.Max(product / (residuals.Length - lag) / variance, 0);
        }

        return variance * together;
    }

    // The line behind a Gaussian filter of the noise bandwidth.
    private static double Density(
        double hertz, double centre, double width, double power, double floor, double resolution, double skew)
    {
        double sigma = resolution / Math.Sqrt(Math.Tau);
        double sum = 0;
        double weights = 0;
        for (int k = -KernelHalf; k <= KernelHalf; k++)
        {
            double away = 3.0 * k / KernelHalf;
            double weight = Math.Exp(-away * away / 2);
            double reduced = 2 * (hertz - centre + (sigma * away)) / width;
            sum += weight * (1 + (skew * reduced)) / (1 + (reduced * reduced));
            weights += weight;
        }

        return floor + (2 * power / (Math.PI * width) * sum / weights);
    }
}
