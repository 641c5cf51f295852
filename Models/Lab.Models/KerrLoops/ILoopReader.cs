namespace Lab.Models.KerrLoops;

/// <summary>Tells from a Kerr loop whether the injected wall passed the notch.</summary>
public interface ILoopReader
{
    /// <summary>Its name in words.</summary>
    string Name { get; }

    /// <summary>The samples that a loop needs to be read.</summary>
    /// <param name="sampleSeconds">Time between samples, s. Positive.</param>
    int LeastSamples(double sampleSeconds);

    /// <summary>Reads a loop.</summary>
    /// <param name="record">The loop.</param>
    /// <exception cref="ArgumentException">It has fewer samples than <see cref="LeastSamples"/>.</exception>
    LoopReading Read(LoopRecord record);
}
