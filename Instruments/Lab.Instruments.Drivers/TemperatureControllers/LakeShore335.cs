using Lab.Instruments.TemperatureControllers;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.TemperatureControllers.LakeShore335>]

namespace Lab.Instruments.Drivers.TemperatureControllers;

/// <summary>Lake Shore 335 temperature controller, output 1 (model 335 user's manual, chapter 6).</summary>
public sealed class LakeShore335 : LakeShore33X, IShippedDriver
{
    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="context">Session, gate and settings.</param>
    public LakeShore335(DriverContext context)
        : base(context)
    {
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "lakeshore-335",
        Kind = ITemperatureController.Kind,
        Terminals = TemperatureTerminals.Of(2),
        Summary = "Lake Shore 335 temperature controller",
        Settings = Keys(["a", "b"], Ranges),
        Manners = SharedManners,
        Models = ["MODEL335"],
        Beliefs = SharedBeliefs,
        Create = context => new LakeShore335(context),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override int Inputs => 2;
}
