using System.Globalization;
using Lab.Models.SignalAnalysis;
using Lab.Models.StochasticOscillators;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace Lab.Calibration.Oscillators;

/// <summary>The locking band of an oscillator under tones of several frequencies.</summary>
/// <remarks>
/// <para>The band ends where the phase scatters by as much as the noisy Adler equation gives for its edge, at the noise that the
/// scatter in its middle shows; at either edge this scatter is fitted over the tones near it. In simulations of the whole
/// oscillator with lines of 0.12 to 2 MHz this is within 1 % of a band of 7 MHz without noise and within 6 % of one of 4 MHz,
/// where the arcsine gives 2 to 5 % less and the point half-way to an even phase 3 to 8 % more.</para>
/// <para>Uncertainties are those of a jackknife over parts of the records, which are longer than an oscillator
/// remembers.</para>
/// </remarks>
/// <param name="Range">The full width of the band, Hz.</param>
/// <param name="Centre">Its middle, Hz.</param>
/// <param name="MiddleScatter">Scatter of the phase in its middle, rad.</param>
/// <param name="EdgeScatter">Scatter at its edges, rad.</param>
/// <param name="Arcsine">The arcsine through the phases within it.</param>
/// <param name="ArcsineRange">Full width of the arcsine, Hz.</param>
/// <param name="Determination">R² of the arcsine.</param>
/// <param name="Pulling">The law of the mean frequency outside; <see langword="null"/> where too few tones lie there.</param>
/// <param name="PullingRange">The band that this law gives, Hz.</param>
/// <param name="FreeHertz">The frequency without a drive, by this law.</param>
public sealed record LockingFit(
    Estimate Range, Estimate Centre, double MiddleScatter, double EdgeScatter, ArcsineLaw Arcsine, Estimate ArcsineRange,
    Estimate Determination, PullingLaw? Pulling, Estimate PullingRange, Estimate FreeHertz)
{
    /// <summary>The fewest tones of a scan.</summary>
    public const int FewestTones = 9;

    private const int Blocks = 10;

    /// <summary>Whether enough tones lie within the band for the arcsine.</summary>
    public bool HasArcsine => double.IsFinite(Determination.Value);

    /// <summary>A phase that scatters by more everywhere is that of a free oscillator: 1.4 to 1.8 rad, by the length of a
    /// record.</summary>
    private const double MostLockedScatter = 1.2;

    /// <summary>Tones within this part of half the band from its middle tell the noise.</summary>
    private const double MiddlePart = 0.3;

    /// <summary>Tones within this part of half the band from an edge tell the edge.</summary>
    private const double EdgePart = 0.4;

    /// <summary>Tones beyond this many half bands tell the pulling: nearer, noise makes the oscillator slip.</summary>
    private const double PulledFrom = 1.3;

    private const int FewestPulled = 4;

    /// <summary>Fits.</summary>
    /// <param name="tones">The tones, ascending; at least <see cref="FewestTones"/>.</param>
    /// <param name="failure">Why there is no band; <see langword="null"/> where there is one.</param>
    /// <returns>The fit, or <see langword="null"/>.</returns>
    public static LockingFit? Find(IReadOnlyList<LockedTone> tones, out string? failure)
    {
        ArgumentNullException.ThrowIfNull(tones);
        if (tones.Count < FewestTones)
        {
            failure = $"{tones.Count} tones do not tell a locking band; take {FewestTones} or more.";
            return null;
        }

        var whole = LockingCurve.Of(tones, Blocks, without: -1);
        failure = FailureOf(whole);
        if (failure is not null)
        {
            return null;
        }

        var best = LockingBand.Of(whole);
        LockingBand[] others =
        [
            .. Enumerable.Range(0, Blocks).Select(block => LockingCurve.Of(tones, Blocks, block))
                .Where(curve => FailureOf(curve) is null).Select(LockingBand.Of),
        ];
        Estimate Of(Func<LockingBand, double> value)
        {
            double[] values = [.. others.Select(value).Where(double.IsFinite)];
            if (!double.IsFinite(value(best)) || values.Length < 2)
            {
                return Estimate.Unknown;
            }

            double mean = values.Average();
            double variance = (values.Length - 1.0) / values.Length * values.Sum(each => (each - mean) * (each - mean));
            return new Estimate(value(best), Math.Sqrt(variance));
        }

        return new LockingFit(
            Of(band => 2 * band.HalfHertz), Of(band => band.CentreHertz), best.MiddleScatter, best.EdgeScatter, best.Arcsine,
            Of(band => 2 * band.Arcsine.HalfHertz), Of(band => band.Arcsine.Determination), best.Pulling,
            Of(band => 2 * (band.Pulling?.HalfHertz ?? double.NaN)), Of(band => band.Pulling?.FreeHertz ?? double.NaN));
    }

    private static string? FailureOf(LockingCurve curve)
    {
        double least = curve.Scatters.Min();
        string Megahertz(double hertz) => string.Create(CultureInfo.InvariantCulture, $"{hertz / 1e6:0.##} MHz");
        string sweep = $"from {Megahertz(curve.Hertz[0])} to {Megahertz(curve.Hertz[^1])}";
        if (least > MostLockedScatter)
        {
            double[] beside = [.. curve.MeanHertz.Order()];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The sweep {sweep} lies outside the locking range: no tone locks the oscillator, whose phase scatters by ")
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $"{least:F2} rad at the least where that of a free one has {NoisyAdler.EvenScatter:F2}. ")
                + $"It runs at about {Megahertz(beside[beside.Length / 2])}: move 'frequencies' there, or raise 'drive'.";
        }

        double half = (least + NoisyAdler.EvenScatter) / 2;
        return curve.Scatters[0] < half || curve.Scatters[^1] < half
            ? $"The locking range goes on beyond the {(curve.Scatters[0] < half ? "lower" : "upper")} end of the sweep {sweep}. "
                + "Widen 'frequencies', or lower 'drive'."
            : null;
    }

    /// <summary>The numbers of one curve.</summary>
    private sealed record LockingBand(
        double HalfHertz, double CentreHertz, double MiddleScatter, double EdgeScatter, ArcsineLaw Arcsine, PullingLaw? Pulling)
    {
        public static LockingBand Of(LockingCurve curve)
        {
            double[] f = curve.Hertz;
            (double lower, double upper) = Crossings(curve, (curve.Scatters.Min() + NoisyAdler.EvenScatter) / 2);
            double middle = MiddleOf(curve, (lower + upper) / 2, (upper - lower) / 2);
            double noise = NoisyAdler.NoiseOf(middle);
            double edge = NoisyAdler.PhaseScatter(1, noise);
            (lower, upper) = Crossings(curve, edge);
            double width = EdgePart * (upper - lower) / 2;
            int[] near = [.. Enumerable.Range(0, f.Length)
                .Where(i => Math.Abs(f[i] - lower) <= width || Math.Abs(f[i] - upper) <= width)];
            (double half, double centre) = Edges(curve, near, (upper - lower) / 2, (lower + upper) / 2, noise);
            double inside = (middle + NoisyAdler.EvenScatter) / 2;
            int[] locked = [.. Enumerable.Range(0, f.Length).Where(i => curve.Scatters[i] < inside
                && Math.Abs(f[i] - centre) < 2 * half)];
            int[] pulled = [.. Enumerable.Range(0, f.Length).Where(i => Math.Abs(f[i] - centre) > PulledFrom * half)];
            return new LockingBand(
                half, centre, middle, edge,
                ArcsineLaw.Of([.. locked.Select(i => f[i])], [.. locked.Select(i => curve.Phases[i])], half, centre),
                pulled.Length < FewestPulled
                    ? null
                    : PullingLaw.Of([.. pulled.Select(i => f[i])], [.. pulled.Select(i => curve.MeanHertz[i])], half, centre));
        }

        private static double MiddleOf(LockingCurve curve, double centre, double half)
        {
            double[] near = [.. Enumerable.Range(0, curve.Hertz.Length)
                .Where(i => Math.Abs(curve.Hertz[i] - centre) <= MiddlePart * half).Select(i => curve.Scatters[i])];
            return near.Length == 0 ? curve.Scatters.Min() : Math.Sqrt(near.Average(scatter => scatter * scatter));
        }

        // From the tone with the least scatter outwards, in a straight line between two tones.
        private static (double Lower, double Upper) Crossings(LockingCurve curve, double level)
        {
            int least = Array.IndexOf(curve.Scatters, curve.Scatters.Min());
            return (Crossing(-1), Crossing(1));

            double Crossing(int step)
            {
                int i = least;
                while (i > 0 && i < curve.Scatters.Length - 1 && curve.Scatters[i] < level)
                {
                    i += step;
                }

                double part = (level - curve.Scatters[i - step]) / (curve.Scatters[i] - curve.Scatters[i - step]);
                return curve.Hertz[i - step] + (part * (curve.Hertz[i] - curve.Hertz[i - step]));
            }
        }

        // Gauss–Newton with the slopes by differences, in units of half the band.
        private static (double Half, double Centre) Edges(
            LockingCurve curve, int[] near, double half, double centre, double noise)
        {
            const int steps = 12;
            const double difference = 1e-4;
            double unit = half;
            if (near.Length < 2)
            {
                return (half, centre);
            }

            double Theory(int i, double h, double c) => NoisyAdler.PhaseScatter((curve.Hertz[i] - c) / h, noise);
            for (int step = 0; step < steps; step++)
            {
                (double h, double c) = (half, centre);
                Matrix<double> jacobian = Matrix<double>.Build.Dense(near.Length, 2, (row, column) => column == 0
                    ? (Theory(near[row], h + (difference * unit), c) - Theory(near[row], h - (difference * unit), c))
                        / (2 * difference)
                    : (Theory(near[row], h, c + (difference * unit)) - Theory(near[row], h, c - (difference * unit)))
                        / (2 * difference));
                Vector<double> left = Vector<double>.Build.Dense(
                    near.Length, row => curve.Scatters[near[row]] - Theory(near[row], h, c));
                Vector<double> move = jacobian.QR().Solve(left);
                half += unit * Math.Clamp(move[0], -0.1, 0.1);
                centre += unit * Math.Clamp(move[1], -0.1, 0.1);
            }

            return (half, centre);
        }
    }
}
