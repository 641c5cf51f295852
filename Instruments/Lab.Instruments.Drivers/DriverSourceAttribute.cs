namespace Lab.Instruments.Drivers;

/// <summary>Names a driver of an assembly, in the driver's own file.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public abstract class DriverSourceAttribute : Attribute
{
    /// <summary>The driver.</summary>
    public abstract DriverDescription Description { get; }
}
