using Lab.Models.Randomness;

namespace Lab.Models.Reservoirs;

/// <summary>Periods of sines and of squares in random order, which a reservoir has to tell apart at each point (Leroux thesis,
/// ch. IV).</summary>
/// <param name="Hertz">The points as offsets of the drive's frequency, without the mask, shape [step].</param>
/// <param name="AreSquares">Whether the point belongs to a square, shape [step].</param>
public sealed record WaveSequence(IReadOnlyList<double> Hertz, IReadOnlyList<bool> AreSquares)
{
    /// <summary>Points of a period.</summary>
    public const int PointsOfPeriod = 8;

    /// <summary>Draws a sequence.</summary>
    /// <param name="periods">Periods. Positive.</param>
    /// <param name="sineHertz">Amplitude of the sines; the thesis has a window of 4 MHz: 2 MHz.</param>
    /// <param name="squareHertz">Amplitude of the squares; a window of 6 MHz: 3 MHz. With that of the sines some points belong to
    /// either, and telling them apart needs memory.</param>
    /// <param name="random">The numbers that the order is drawn from.</param>
    public static WaveSequence Draw(int periods, double sineHertz, double squareHertz, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(periods);
        ArgumentNullException.ThrowIfNull(random);
        double[] hertz = new double[periods * PointsOfPeriod];
        bool[] areSquares = new bool[hertz.Length];
        for (int period = 0; period < periods; period++)
        {
            bool isSquare = random.NextDouble() < 0.5;
            for (int point = 0; point < PointsOfPeriod; point++)
            {
                int step = (period * PointsOfPeriod) + point;
                areSquares[step] = isSquare;
                hertz[step] = isSquare
                    ? (point < PointsOfPeriod / 2 ? squareHertz : -squareHertz)
                    : sineHertz * Math.Sin(Math.Tau * point / PointsOfPeriod);
            }
        }

        return new WaveSequence(hertz, areSquares);
    }

    /// <summary>The part of right answers where a read-out is trained on the first half of the steps and tested on the
    /// other.</summary>
    /// <param name="states">The states, shape [step · node].</param>
    /// <param name="readout">How the read-out is fitted.</param>
    public double SuccessOf(ReadOnlyMemory<double> states, ReadoutFit readout)
    {
        ArgumentNullException.ThrowIfNull(readout);
        int training = Hertz.Count / 2;
        int nodes = states.Length / Hertz.Count;
        double[] targets = [.. AreSquares.Take(training).Select(isSquare => isSquare ? 1.0 : 0.0)];
        Readout fitted = readout.Fit(states[..(training * nodes)], targets);
        double[] answers = fitted.Apply(states[(training * nodes)..]);
        int right = answers.Where((answer, i) => (answer > 0.5) == AreSquares[training + i]).Count();
        return (double)right / answers.Length;
    }
}
