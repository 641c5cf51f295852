namespace Lab.Models.Training;

/// <summary>Moves parameters along a gradient and remembers what it needs for the next step.</summary>
public interface IOptimizer
{
    /// <summary>Moves the parameters one step downhill.</summary>
    /// <param name="parameters">The parameters, shape [parameter]; changed in place.</param>
    /// <param name="gradient">The loss' derivative by each, shape [parameter].</param>
    /// <param name="learningRate">The step's size; positive.</param>
    /// <exception cref="ArgumentException">The number of parameters is not that of the first step.</exception>
    void Step(Span<float> parameters, ReadOnlySpan<float> gradient, double learningRate);

    /// <summary>The state that it remembers, such that an equal optimiser that takes it up goes on in the same way; numbers in
    /// single precision.</summary>
    double[] Save();

    /// <summary>Takes up what another one saved.</summary>
    /// <exception cref="ArgumentException">It was not saved by this kind of optimiser.</exception>
    void Restore(ReadOnlySpan<double> saved);
}
