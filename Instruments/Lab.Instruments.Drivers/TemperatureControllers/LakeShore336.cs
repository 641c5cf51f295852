using Lab.Instruments.TemperatureControllers;

[assembly: Lab.Instruments.Drivers.ShippedDriver<Lab.Instruments.Drivers.TemperatureControllers.LakeShore336>]

namespace Lab.Instruments.Drivers.TemperatureControllers;

/// <summary>Lake Shore 336 temperature controller, output 1 (model 336 user's manual, chapter 6).</summary>
public sealed class LakeShore336 : LakeShore33X, IShippedDriver
{
    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="context">Session, gate and settings.</param>
    public LakeShore336(DriverContext context)
        : base(context)
    {
    }

    /// <inheritdoc/>
    public static DriverDescription Description { get; } = new()
    {
        Name = "lakeshore-336",
        Kind = ITemperatureController.Kind,
        Terminals = TemperatureTerminals.Of(4),
        Summary = "Lake Shore 336 temperature controller",
        Settings = Keys(["a", "b", "c", "d"], Ranges),
        Manners = SharedManners,
        Models = ["MODEL336"],
        Beliefs = SharedBeliefs,
        Create = context => new LakeShore336(context),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Models => Description.Models;

    /// <inheritdoc/>
    protected override int Inputs => 4;
}
