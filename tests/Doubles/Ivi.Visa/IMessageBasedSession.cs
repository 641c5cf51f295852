namespace Ivi.Visa;

public interface IMessageBasedSession : IVisaSession
{
    bool SendEndEnabled { get; set; }

    byte TerminationCharacter { get; set; }

    bool TerminationCharacterEnabled { get; set; }

    IMessageBasedRawIO RawIO { get; }

    void Clear();
}
