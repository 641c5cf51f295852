namespace Lab.Models.HardwareInTheLoop;

/// <summary>What a parameter of a layer may be.</summary>
/// <param name="Name">Its name: <c>W1</c>.</param>
/// <param name="Unit">Its unit; empty for a pure number.</param>
/// <param name="Minimum">The least value; may be infinite.</param>
/// <param name="Maximum">The largest value; may be infinite.</param>
/// <param name="Scale">How far a step of a training moves it where nothing else is known, in its unit; positive.</param>
public sealed record ParameterRange(string Name, string Unit, double Minimum, double Maximum, double Scale = 1);
