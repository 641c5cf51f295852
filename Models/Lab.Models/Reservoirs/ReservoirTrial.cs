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

    /// <summary>The memory capacity: the sum over delays of the squared correlation between answers and the input that long ago
    /// (H. Jaeger, GMD Report 152, 2001).</summary>
    /// <param name="states">The states, shape [step · state].</param>
    /// <param name="input">The input, evenly spread from −1 to 1, shape [step].</param>
    /// <param name="delays">From one step ago to so many.</param>
    /// <param name="degree">1 for the input itself; 2 or 3 for its polynomial of Legendre of that degree, which is the nonlinear
    /// memory (J. Dambre et al., Sci. Rep. 2, 514, 2012, doi:10.1038/srep00514).</param>
    public double MemoryCapacity(ReadOnlyMemory<double> states, ReadOnlyMemory<double> input, int delays, int degree = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degree, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(degree, 3);
        double sum = 0;
        double[] targets = new double[input.Length];
        for (int delay = 1; delay <= delays; delay++)
        {
            for (int step = delay; step < targets.Length; step++)
            {
                targets[step] = Legendre(degree, input.Span[step - delay]);
            }

            (double[] answers, double[] wanted) = Answers(states, targets);
            sum += SquaredCorrelation(answers, wanted);
        }

        return sum;
    }

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

    private (double[] Answers, double[] Wanted) Answers(ReadOnlyMemory<double> states, ReadOnlyMemory<double> targets)
    {
        if (targets.Length < Steps || states.Length % targets.Length != 0 || states.IsEmpty)
        {
            throw new ArgumentException(
                $"A trial of {Steps} steps needs as many targets, and states for each: there are {targets.Length} and "
                    + $"{states.Length}.",
                nameof(targets));
        }

        int width = states.Length / targets.Length;
        Readout fitted = Readout.Fit(
            states.Slice(Washout * width, Training * width), targets.Slice(Washout, Training));
        int first = Washout + Training;
        return (fitted.Apply(states.Slice(first * width, Test * width)), targets.Slice(first, Test).ToArray());
    }
}
