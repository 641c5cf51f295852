namespace Lab.Mocks;

/// <summary>Puts a twin in the catalogue of those that ship with Lab: <c>[assembly: ShippedTwin&lt;PartNumberTwin&gt;]</c> in the
/// twin's file. No other file names it.</summary>
/// <typeparam name="TTwin">The twin.</typeparam>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
public sealed class ShippedTwinAttribute<TTwin> : TwinSourceAttribute
    where TTwin : IShippedTwin
{
    /// <inheritdoc/>
    public override TwinDescription Description => TTwin.Description;
}
