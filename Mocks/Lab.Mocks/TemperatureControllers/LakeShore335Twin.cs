using Lab.Mocks.Rough;

[assembly: Lab.Mocks.ShippedTwin<Lab.Mocks.TemperatureControllers.LakeShore335Twin>]

namespace Lab.Mocks.TemperatureControllers;

/// <summary>Twin of the Lake Shore 335 temperature controller with two thermometers.</summary>
public sealed class LakeShore335Twin : LakeShore33XTwin, IShippedTwin
{
    /// <summary>Creates the twin.</summary>
    public LakeShore335Twin(TwinContext context)
        : base(context, "LSCI,MODEL335,335A12T/#######,1.2", inputs: 2) => Reset();

    /// <summary>The twin as the catalogue knows it.</summary>
    public static TwinDescription Description { get; } = new()
    {
        Driver = "lakeshore-335",
        Rough = Left,
        Settings = Keys,
        Create = context => new LakeShore335Twin(context),
    };

    // Identity of a recorded unit; a set-point in degrees Celsius is what its user before left.
    private static RoughManners Left => Manners(
        "LSCI,MODEL335,335A0KE/#######,1.1",
        "*ESE 255;*SRE 32",
        "OUTMODE 1,0,1,1;INTYPE A,1,0,1,0,2;RAMP 1,0,0.1;PID 1,50,20,0;SETP 1,20",
        "NONSENSE");
}
