-- What is near to a trip (審査): found by when other trips ended rather than began. A trip
-- comes in when it is over, so that hardly any of its vehicle ended after it began; of those
-- that began before it, all that the vehicle drove that day would be looked at.
DROP INDEX trip_of_vehicle;
DROP INDEX trip_of_driver;
CREATE INDEX trip_of_vehicle ON trip (vehicle, alighted_at, municipality);
CREATE INDEX trip_of_driver ON trip (driver, alighted_at, municipality);
-- Longer than any trip should be: too few to be searched for by anything else.
CREATE INDEX trip_that_is_long ON trip (municipality, boarded_at)
    WHERE alighted_at - boarded_at > interval '12 hours';
