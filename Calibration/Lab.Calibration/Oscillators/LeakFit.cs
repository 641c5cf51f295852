using Lab.Models.SignalAnalysis;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using Complex = System.Numerics.Complex;

namespace Lab.Calibration.Oscillators;

/// <summary>The transfer of a leak by its values at the tones of a band, measured in several rounds.</summary>
/// <remarks>Least squares of the complex values. What moves all tones of a round together, such as a late trigger, makes delay
/// and phase uncertain by far more than the scatter within a round: uncertainties are those by the scatter of the rounds, with
/// Student's factor.</remarks>
/// <param name="Transfer">The best transfer.</param>
/// <param name="Amplitude">Its amplitude at the middle of the band.</param>
/// <param name="AmplitudePerHertz">The slope of its amplitude, 1/Hz.</param>
/// <param name="PhaseRadians">Its phase at the middle of the band, rad.</param>
/// <param name="DelaySeconds">Its delay, s.</param>
/// <param name="Probability">Probability of tones as far from the transfer, by noise alone.</param>
public sealed record LeakFit(
    LeakTransfer Transfer, Estimate Amplitude, Estimate AmplitudePerHertz, Estimate PhaseRadians, Estimate DelaySeconds,
    double Probability)
{
    /// <summary>The fewest tones: more real numbers than the transfer has, to judge it by.</summary>
    public const int FewestTones = 4;

    /// <summary>The fewest rounds that have a scatter.</summary>
    public const int FewestRounds = 3;

    private const int Parameters = 4;
    private const int Steps = 20;
    private const double LeastProbability = 1e-3;
    private const double OneSigma = 0.841344746; // of the normal distribution, from the left

    /// <summary>Whether the tones follow the transfer.</summary>
    public bool IsDescribed => Probability >= LeastProbability;

    /// <summary>The mean of the transfers of some rounds, without uncertainties.</summary>
    /// <param name="hertz">The tones, ascending; at least <see cref="FewestTones"/>. Their distance times the delay stays below a
    /// half.</param>
    /// <param name="rounds">The transfer at the tones, shape [round][tone].</param>
    public static LeakTransfer TransferOf(IReadOnlyList<double> hertz, IReadOnlyList<Complex[]> rounds)
    {
        Require(hertz, rounds, fewestRounds: 1);
        return MeanOf([.. rounds.Select(round => Follow(hertz, round))]);
    }

    /// <summary>Fits.</summary>
    /// <inheritdoc cref="TransferOf" path="/param"/>
    /// <exception cref="ArgumentException">There are too few tones or rounds, or a round has not a value for each
    /// tone.</exception>
    public static LeakFit Of(IReadOnlyList<double> hertz, IReadOnlyList<Complex[]> rounds)
    {
        Require(hertz, rounds, FewestRounds);
        LeakTransfer[] each = [.. rounds.Select(round => Follow(hertz, round))];
        LeakTransfer best = MeanOf(each);
        double factor = StudentT.InvCDF(0, 1, rounds.Count - 1, OneSigma) / Math.Sqrt(rounds.Count);
        Estimate Of(double value, Func<LeakTransfer, double> parameter)
        {
            double[] values = [.. each.Select(parameter)];
            double mean = values.Average();
            return new Estimate(
                value, factor * Math.Sqrt(values.Sum(one => (one - mean) * (one - mean)) / (values.Length - 1)));
        }

        return new LeakFit(
            best,
            Of(best.Amplitude, transfer => transfer.Amplitude),
            Of(best.AmplitudePerHertz, transfer => transfer.AmplitudePerHertz),
            Of(best.PhaseRadians, transfer => best.PhaseRadians + Math.IEEERemainder(
                transfer.PhaseRadians - best.PhaseRadians, Math.Tau)),
            Of(best.DelaySeconds, transfer => transfer.DelaySeconds),
            ProbabilityOf(hertz, rounds, each));
    }

    // What all rounds have in common beside the transfer, against what differs between them.
    private static double ProbabilityOf(
        IReadOnlyList<double> hertz, IReadOnlyList<Complex[]> rounds, LeakTransfer[] fitted)
    {
        Complex[][] left = [.. rounds.Select(
            (round, r) => round.Select((value, tone) => value - fitted[r].At(hertz[tone])).ToArray())];
        Complex[] common = MeanOf(left);
        double between = rounds.Count * common.Sum(Square);
        double within = left.Sum(round => round.Select((value, tone) => Square(value - common[tone])).Sum());
        int freedom = (2 * hertz.Count) - Parameters;
        return 1 - FisherSnedecor.CDF(
            freedom, (rounds.Count - 1) * freedom, between / freedom / (within / ((rounds.Count - 1) * freedom)));

        static double Square(Complex value) => (value.Real * value.Real) + (value.Imaginary * value.Imaginary);
    }

    private static void Require(IReadOnlyList<double> hertz, IReadOnlyList<Complex[]> rounds, int fewestRounds)
    {
        ArgumentNullException.ThrowIfNull(hertz);
        ArgumentNullException.ThrowIfNull(rounds);
        if (hertz.Count < FewestTones || rounds.Count < fewestRounds || rounds.Any(round => round.Length != hertz.Count))
        {
            throw new ArgumentException(
                $"{rounds.Count} rounds of {hertz.Count} tones do not tell a leak; {FewestTones} or more tones and "
                    + $"{fewestRounds} or more rounds are needed, with a value for each tone.",
                nameof(rounds));
        }
    }

    // Of the parameters: the mean of values that a late trigger has turned would be too small.
    private static LeakTransfer MeanOf(LeakTransfer[] each) => each[0] with
    {
        Amplitude = each.Average(transfer => transfer.Amplitude),
        AmplitudePerHertz = each.Average(transfer => transfer.AmplitudePerHertz),
        PhaseRadians = Math.IEEERemainder(
            each[0].PhaseRadians + each.Average(
                transfer => Math.IEEERemainder(transfer.PhaseRadians - each[0].PhaseRadians, Math.Tau)),
            Math.Tau),
        DelaySeconds = each.Average(transfer => transfer.DelaySeconds),
    };

    private static Complex[] MeanOf(Complex[][] rounds) =>
    [
        .. Enumerable.Range(0, rounds[0].Length).Select(
            tone => rounds.Aggregate(Complex.Zero, (sum, round) => sum + round[tone]) / rounds.Length),
    ];

    // Gauss–Newton from straight lines through magnitude and phase; frequencies in units of half the band.
    private static LeakTransfer Follow(IReadOnlyList<double> hertz, Complex[] values)
    {
        double centre = (hertz[0] + hertz[^1]) / 2;
        double half = (hertz[^1] - hertz[0]) / 2;
        double[] x = [.. hertz.Select(f => (f - centre) / half)];
        double[] phases = [.. values.Select(value => value.Phase)];
        Unwrapping.Unwrap(phases);
        (double phase, double phaseSlope) = MathNet.Numerics.Fit.Line(x, phases);
        (double amplitude, double slope) = MathNet.Numerics.Fit.Line(x, [.. values.Select(value => value.Magnitude)]);
        var place = Vector<double>.Build.Dense([amplitude, slope, phase, phaseSlope]);
        for (int step = 0; step < Steps; step++)
        {
            Matrix<double> jacobian = Matrix<double>.Build.Dense(2 * x.Length, Parameters);
            Vector<double> left = Vector<double>.Build.Dense(2 * x.Length);
            for (int i = 0; i < x.Length; i++)
            {
                var direction = Complex.FromPolarCoordinates(1, place[2] + (place[3] * x[i]));
                Complex fitted = direction * (place[0] + (place[1] * x[i]));
                Complex turned = Complex.ImaginaryOne * fitted;
                Complex[] row = [direction, x[i] * direction, turned, x[i] * turned];
                for (int k = 0; k < Parameters; k++)
                {
                    (jacobian[2 * i, k], jacobian[(2 * i) + 1, k]) = (row[k].Real, row[k].Imaginary);
                }

                (left[2 * i], left[(2 * i) + 1]) = ((values[i] - fitted).Real, (values[i] - fitted).Imaginary);
            }

            Vector<double> move = jacobian.TransposeThisAndMultiply(jacobian).Solve(jacobian.TransposeThisAndMultiply(left));
            place += move;
            if (move.L2Norm() <= 1e-14 * place.L2Norm())
            {
                break;
            }
        }

        return new LeakTransfer(
            hertz[0], hertz[^1], place[0], place[1] / half, Math.IEEERemainder(place[2], Math.Tau),
            -place[3] / (Math.Tau * half));
    }
}
