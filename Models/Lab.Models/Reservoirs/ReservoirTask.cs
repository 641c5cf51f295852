using Lab.Models.Randomness;

namespace Lab.Models.Reservoirs;

/// <summary>An input for a reservoir, and what is to be made of it.</summary>
/// <param name="Input">The input, within −1 and 1, shape [step].</param>
/// <param name="Targets">The targets, shape [step].</param>
public sealed record ReservoirTask(double[] Input, double[] Targets)
{
    private const int NarmaOrder = 10;

    /// <summary>The value y(n), which the inputs before it made, of the nonlinear moving average of tenth order (A. Atiya and A.
    /// Parlos, IEEE Trans. Neural Netw. 11, 697, 2000, doi:10.1109/72.846741): y(n+1) = 0.3y(n) + 0.05y(n)·Σy(n−i) +
    /// 1.5u(n−9)u(n) + 0.1, i from 0 to 9, of an input u evenly spread from 0 to 0.5; the reservoir is given 4u − 1.</summary>
    /// <param name="steps">Steps.</param>
    /// <param name="random">The numbers that the input is drawn from.</param>
    public static ReservoirTask Narma10(int steps, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        double[] u = [.. Enumerable.Range(0, steps).Select(_ => 0.5 * random.NextDouble())];
        double[] y = new double[steps];
        for (int n = 0; n < steps - 1; n++)
        {
            double sum = 0;
            for (int i = 0; i < Math.Min(NarmaOrder, n + 1); i++)
            {
                sum += y[n - i];
            }

            double product = n >= NarmaOrder - 1 ? u[n - (NarmaOrder - 1)] * u[n] : 0;
            y[n + 1] = (0.3 * y[n]) + (0.05 * y[n] * sum) + (1.5 * product) + 0.1;
        }

        return new ReservoirTask([.. u.Select(value => (4 * value) - 1)], y);
    }

    /// <summary>The parity of the last bits: the product of inputs ±1.</summary>
    /// <param name="steps">Steps.</param>
    /// <param name="bits">Bits, the present one among them. Positive.</param>
    /// <param name="random">The numbers that the input is drawn from.</param>
    public static ReservoirTask Parity(int steps, int bits, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bits);
        ArgumentNullException.ThrowIfNull(random);
        double[] input = [.. Enumerable.Range(0, steps).Select(_ => random.NextDouble() < 0.5 ? -1.0 : 1.0)];
        return new ReservoirTask(input, ParityOf(input, bits));
    }

    /// <summary>The parity of the last bits of an input.</summary>
    /// <param name="input">The input ±1, shape [step].</param>
    /// <param name="bits">Bits, the present one among them. Positive.</param>
    /// <returns>The products, shape [step]; 1 where there are fewer bits.</returns>
    public static double[] ParityOf(double[] input, int bits)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bits);
        return [.. Enumerable.Range(0, input.Length).Select(
            n => n < bits - 1 ? 1 : input[(n - bits + 1)..(n + 1)].Aggregate(1.0, (product, bit) => product * bit))];
    }

    /// <summary>The series of Mackey and Glass some steps ahead (M. Mackey and L. Glass, Science 197, 287, 1977,
    /// doi:10.1126/science.267326): dx/dt = 0.2x(t − 17)/(1 + x(t − 17)¹⁰) − 0.1x, a step for each unit of time; the reservoir
    /// is given the series between −1 and 1.</summary>
    /// <param name="steps">Steps.</param>
    /// <param name="ahead">How many steps ahead. Positive.</param>
    /// <param name="start">The value before the start, 1.2 as a rule; others give other parts of the series.</param>
    public static ReservoirTask MackeyGlass(int steps, int ahead, double start = 1.2)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(ahead);
        double[] series = MackeyGlassSeries(steps + ahead, start);
        (double low, double high) = (series.Min(), series.Max());
        return new ReservoirTask(
            [.. series.Take(steps).Select(x => (2 * (x - low) / (high - low)) - 1)], series[ahead..]);
    }

    /// <summary>The series of Mackey and Glass, a value for each unit of time, by the method of Runge and Kutta with ten steps in
    /// it; a middle of the delayed part is the mean of its ends.</summary>
    /// <param name="count">Values.</param>
    /// <param name="start">The value before the start.</param>
    internal static double[] MackeyGlassSeries(int count, double start)
    {
        const int stepsOfUnit = 10;
        const int delay = 17 * stepsOfUnit;
        const double step = 1.0 / stepsOfUnit;
        double[] x = new double[(count * stepsOfUnit) + delay + 1];
        x.AsSpan(0, delay + 1).Fill(start);
        for (int n = delay; n < x.Length - 1; n++)
        {
            double early = Push(x[n - delay]);
            double late = Push(x[n - delay + 1]);
            double middle = Push((x[n - delay] + x[n - delay + 1]) / 2);
            double k1 = early - (0.1 * x[n]);
            double k2 = middle - (0.1 * (x[n] + (step / 2 * k1)));
            double k3 = middle - (0.1 * (x[n] + (step / 2 * k2)));
            double k4 = late - (0.1 * (x[n] + (step * k3)));
            x[n + 1] = x[n] + (step / 6 * (k1 + (2 * k2) + (2 * k3) + k4));
        }

        return [.. Enumerable.Range(0, count).Select(i => x[delay + ((i + 1) * stepsOfUnit)])];

        static double Push(double delayed) => 0.2 * delayed / (1 + Math.Pow(delayed, 10));
    }

    /// <summary>The states of a linear register, beside which every reservoir is judged: the last inputs as they are.</summary>
    /// <param name="input">The input, shape [step].</param>
    /// <param name="taps">How many, the present one among them. Positive.</param>
    /// <returns>The states, shape [step · tap]; zeros before the start.</returns>
    public static double[] ShiftRegister(ReadOnlySpan<double> input, int taps)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(taps);
        double[] states = new double[input.Length * taps];
        for (int step = 0; step < input.Length; step++)
        {
            for (int tap = 0; tap < Math.Min(taps, step + 1); tap++)
            {
                states[(step * taps) + tap] = input[step - tap];
            }
        }

        return states;
    }
}
