namespace Ivi.Visa;

public enum ReadStatus
{
    Unknown = 0,
    EndReceived = 1,
    TerminationCharacterEncountered = 2,
    MaximumCountReached = 3,
}
