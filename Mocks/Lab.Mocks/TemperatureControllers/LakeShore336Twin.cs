using Lab.Mocks.Rough;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.TemperatureControllers.LakeShore336Twin>]

namespace Lab.Mocks.TemperatureControllers;

/// <summary>Twin of the Lake Shore 336 temperature controller with four thermometers.</summary>
public sealed class LakeShore336Twin : LakeShore33XTwin, IShippedTwin
{
    /// <summary>Creates the twin.</summary>
    public LakeShore336Twin(TwinContext context)
        : base(context, "LSCI,MODEL336,LSA2CMQ/LSA2C8R,2.9", inputs: 4) => Reset();

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "lakeshore-336",
        Rough = Left,
        Settings = Keys,
        Create = context => new LakeShore336Twin(context),
    };

    // Identity of a recorded unit; a set-point in degrees Celsius is what its user before left.
    private static RoughManners Left => Manners(
        "LSCI,MODEL336,336AAA7/#######,2.1",
        "*ESE 255;*SRE 32",
        "OUTMODE 1,0,1,1;INTYPE A,1,0,1,0,2;RAMP 1,0,0.1;PID 1,50,20,0;SETP 1,20",
        "NONSENSE");
}
