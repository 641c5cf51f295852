namespace Lab.Models.Reservoirs;

/// <summary>How a reservoir is tried: steps that are left out at the start, steps to train on, and steps to test on.</summary>
/// <param name="Washout">Steps left out. Not negative.</param>
/// <param name="Training">Steps to train on. Positive.</param>
/// <param name="Test">Steps to test on. Positive.</param>
/// <param name="Readout">How the read-out is fitted.</param>
public sealed record ReservoirTrial(int Washout, int Training, int Test, ReadoutFit Readout)
{
    /// <summary>200 steps left out, 2,000 to train on, 1,000 to test on, a small ridge.</summary>
    public static ReservoirTrial Standard { get; } = new(200, 2000, 1000, ReadoutFit.SmallRidge);

    /// <summary>All steps.</summary>
    public int Steps => Washout + Training + Test;

    /// <summary>The root of the mean squared error on the test steps over the deviation of the targets: 0 is exact, 1 no better
    /// than their mean.</summary>
    /// <param name="states">The states, shape [step · state].</param>
    /// <param name="targets">The targets, shape [step].</param>
    public double NormalisedError(ReadOnlyMemory<double> states, ReadOnlyMemory<double> targets)
    {
        (double[] answers, double[] wanted) = Answers(states, targets);
        double mean = wanted.Average();
        double error = answers.Zip(wanted, (answer, target) => (answer - target) * (answer - target)).Sum();
        return Math.Sqrt(error / wanted.Sum(target => (target - mean) * (target - mean)));
    }

    /// <summary>The part of test steps whose sign is right.</summary>
    /// <param name="states">The states, shape [step · state].</param>
    /// <param name="targets">The targets ±1, shape [step].</param>
    public double RightSigns(ReadOnlyMemory<double> states, ReadOnlyMemory<double> targets)
    {
        (double[] answers, double[] wanted) = Answers(states, targets);
        return answers.Zip(wanted, (answer, target) => answer * target > 0 ? 1.0 : 0.0).Average();
    }

    /// <summary>The memory capacity: the sum over delays of <see cref="MemoryOfDelays"/>.</summary>
    /// <inheritdoc cref="MemoryOfDelays" path="/param"/>
    public double MemoryCapacity(ReadOnlyMemory<double> states, ReadOnlyMemory<double> input, int delays, int degree = 1) =>
        MemoryOfDelays(states, input, delays, degree).Sum();

    /// <summary>The memory of each delay: the squared correlation between answers and the input that long ago (H. Jaeger, GMD
    /// Report 152, 2001).</summary>
    /// <param name="states">The states, shape [step · state].</param>
    /// <param name="input">The input, evenly spread from −1 to 1, shape [step].</param>
    /// <param name="delays">From one step ago to so many. Positive.</param>
    /// <param name="degree">1 for the input itself; 2 or 3 for its polynomial of Legendre of that degree, which is the nonlinear
    /// memory (J. Dambre et al., Sci. Rep. 2, 514, 2012, doi:10.1038/srep00514).</param>
    /// <returns>From 0 to 1, shape [delay − 1].</returns>
    public double[] MemoryOfDelays(ReadOnlyMemory<double> states, ReadOnlyMemory<double> input, int delays, int degree = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(delays);
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, 3);
        var targets = new ReadOnlyMemory<double>[delays];
        for (int delay = 1; delay <= delays; delay++)
        {
            double[] past = new double[input.Length];
            for (int step = delay; step < past.Length; step++)
            {
                past[step] = Legendre(degree, input.Span[step - delay]);
            }

            targets[delay - 1] = past;
        }

        return [.. FitEach(states, targets).Select((readout, i) => SquaredCorrelation(
            readout.Apply(TestOf(states, targets[i].Length)), targets[i].Slice(Washout + Training, Test).ToArray()))];
    }

    /// <summary>The answers at all steps, those that are left out and those of the training among them.</summary>
    /// <param name="states">The states, shape [step · state].</param>
    /// <param name="targets">The targets, shape [step].</param>
    /// <returns>The answers, shape [step].</returns>
    public double[] Predict(ReadOnlyMemory<double> states, ReadOnlyMemory<double> targets) =>
        FitEach(states, [targets])[0].Apply(states);

    private static double Legendre(int degree, double x) => degree switch
    {
        1 => x,
        2 => ((3 * x * x) - 1) / 2,
        _ => ((5 * x * x) - 3) * x / 2,
    };

    private static double SquaredCorrelation(double[] a, double[] b)
    {
        (double meanA, double meanB) = (a.Average(), b.Average());
        double product = a.Zip(b, (x, y) => (x - meanA) * (y - meanB)).Sum();
        double squares = a.Sum(x => (x - meanA) * (x - meanA)) * b.Sum(y => (y - meanB) * (y - meanB));
        return squares > 0 ? product * product / squares : 0;
    }

    private (double[] Answers, double[] Wanted) Answers(ReadOnlyMemory<double> states, ReadOnlyMemory<double> targets) => (
        FitEach(states, [targets])[0].Apply(TestOf(states, targets.Length)),
        targets.Slice(Washout + Training, Test).ToArray());

    private Readout[] FitEach(ReadOnlyMemory<double> states, ReadOnlyMemory<double>[] targets)
    {
        int steps = targets[0].Length;
        if (steps < Steps || states.Length % steps != 0 || states.IsEmpty)
        {
            throw new ArgumentException(
                $"A trial of {Steps} steps needs as many targets, and states for each: there are {steps} and "
                    + $"{states.Length}.",
                nameof(targets));
        }

        int width = states.Length / steps;
        return Readout.FitEach(
            states.Slice(Washout * width, Training * width), [.. targets.Select(each => each.Slice(Washout, Training))]);
    }

    private ReadOnlyMemory<double> TestOf(ReadOnlyMemory<double> states, int steps)
    {
        int width = states.Length / steps;
        return states.Slice((Washout + Training) * width, Test * width);
    }
}
