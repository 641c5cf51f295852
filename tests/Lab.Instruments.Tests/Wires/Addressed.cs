using Lab.Benches;

namespace Lab.Instruments.Tests.Wires;

/// <summary>Instruments of which a wire needs to know the address only.</summary>
internal static class Addressed
{
    public static InstrumentDefinition At(string address) =>
        new("rf", "rohde-schwarz-smb100a", address, SettingValues.Empty, [], SettingValues.Empty);
}
