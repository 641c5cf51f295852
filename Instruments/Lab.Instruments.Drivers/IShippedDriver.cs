namespace Lab.Instruments.Drivers;

/// <summary>A driver that ships with Lab, as it describes itself.</summary>
public interface IShippedDriver
{
    /// <summary>The driver as bench files name it.</summary>
    static abstract DriverDescription Description { get; }
}
