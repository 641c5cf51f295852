namespace Ivi.Visa;

public enum SerialTerminationMethod
{
    None = 0,
    HighestBit = 1,
    TerminationCharacter = 2,
    Break = 3,
}
