namespace Lab.Models.KerrLoops;

/// <summary>Tells from a Kerr loop whether the injected wall passed the notch.</summary>
public interface ILoopReader
{
    /// <summary>Its name in words.</summary>
    string Name { get; }

    /// <summary>Reads a loop.</summary>
    /// <param name="record">The loop.</param>
    LoopReading Read(LoopRecord record);
}
