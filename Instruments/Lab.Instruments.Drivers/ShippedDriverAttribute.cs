namespace Lab.Instruments.Drivers;

/// <summary>Puts a driver in the catalogue of those that ship with Lab: <c>[assembly: ShippedDriver&lt;PartNumber&gt;]</c> in the
/// driver's file. No other file names it.</summary>
/// <typeparam name="TDriver">The driver.</typeparam>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ShippedDriverAttribute<TDriver> : DriverSourceAttribute
    where TDriver : IShippedDriver
{
    /// <inheritdoc/>
    public override DriverDescription Description => TDriver.Description;
}
